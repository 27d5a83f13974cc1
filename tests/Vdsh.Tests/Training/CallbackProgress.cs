// Progress<T> reports from the thread pool; tests need the call on the training thread.
using Vdsh.Training;

namespace Vdsh.Tests.Training;

internal sealed class CallbackProgress(Action<TrainingProgress> callback) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => callback(value);
}
