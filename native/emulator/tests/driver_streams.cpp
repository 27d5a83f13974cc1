// Tests stream order, events, the legacy default stream and deferred execution.
#include "DriverSession.h"

using namespace vdsh;

namespace {

CUstream stream(unsigned flags = CU_STREAM_NON_BLOCKING) {
    CUstream created = nullptr;
    CHECK_EQUAL(Success, cuStreamCreate(&created, flags));
    return created;
}

CUevent event(unsigned flags = 0) {
    CUevent created = nullptr;
    CHECK_EQUAL(Success, cuEventCreate(&created, flags));
    return created;
}

float* pageLocked(std::size_t n) {
    void* host = nullptr;
    CHECK_EQUAL(Success, cuMemHostAlloc(&host, n * sizeof(float), 0));
    return static_cast<float*>(host);
}

void hostMemoryIsReadLate() {
    DriverSession session;
    CUstream s = stream();
    CUdeviceptr y = session.array(1);
    float* host = pageLocked(1);
    *host = 1;
    CHECK_EQUAL(Success, cuMemcpyHtoDAsync_v2(y, host, 4, s));
    *host = 2;
    CHECK_EQUAL(Success, cuMemcpyDtoHAsync_v2(host, y, 4, s));
    CHECK_EQUAL(NotReady, cuStreamQuery(s));
    CHECK_EQUAL(Success, cuStreamSynchronize(s));
    CHECK(*host == 2);
    CHECK_EQUAL(Success, cuStreamQuery(s));
    CHECK_EQUAL(Success, cuMemFreeHost(host));
    CHECK_EQUAL(Success, cuMemFree_v2(y));
    CHECK_EQUAL(Success, cuStreamDestroy_v2(s));
    CHECK_EQUAL(InvalidHandle, cuStreamDestroy_v2(s));
    CHECK_EQUAL(InvalidHandle, cuStreamSynchronize(s));
}

void withoutDeferralWorkRunsAtOnce() {
    DriverSession session;
    vdshEmuSetDefer(0);
    CUstream s = stream();
    CUdeviceptr y = session.array(1);
    float value = 1;
    CHECK_EQUAL(Success, cuMemcpyHtoDAsync_v2(y, &value, 4, s));
    value = 2;
    CHECK_EQUAL(Success, cuStreamQuery(s));
    CHECK(session.read(y, 1)[0] == 1);
    vdshEmuSetDefer(1);
    CHECK_EQUAL(Success, cuMemFree_v2(y));
}

// Only what the awaited stream needs runs: a forgotten event shows as a read of memory that was never written.
void aForgottenEventIsFound() {
    {
        DriverSession session;
        CUstream copy = stream(), compute = stream();
        CUdeviceptr y = session.array(4);
        float* host = pageLocked(4);
        host[0] = host[1] = host[2] = host[3] = 1;
        CHECK_EQUAL(Success, cuMemcpyHtoDAsync_v2(y, host, 16, copy));
        CHECK_EQUAL(Success, session.launchAxpb(y, 2, 1, 4, compute));
        CHECK(cuStreamSynchronize(compute) != Success);
        cuMemFreeHost(host);
        cuMemFree_v2(y);
    }
    DriverSession session;
    CUstream copy = stream(), compute = stream();
    CUevent uploaded = event(CU_EVENT_DISABLE_TIMING);
    CUdeviceptr y = session.array(4);
    float* host = pageLocked(4);
    host[0] = host[1] = host[2] = host[3] = 1;
    CHECK_EQUAL(Success, cuMemcpyHtoDAsync_v2(y, host, 16, copy));
    CHECK_EQUAL(Success, cuEventRecord(uploaded, copy));
    CHECK_EQUAL(Success, cuStreamWaitEvent(compute, uploaded, 0));
    CHECK_EQUAL(Success, session.launchAxpb(y, 2, 1, 4, compute));
    CHECK_EQUAL(Success, cuStreamSynchronize(compute));
    CHECK(session.read(y, 4) == std::vector<float>(4, 3));
    CHECK_EQUAL(Success, cuMemFreeHost(host));
    CHECK_EQUAL(Success, cuMemFree_v2(y));
    CHECK_EQUAL(Success, cuEventDestroy_v2(uploaded));
    CHECK_EQUAL(InvalidHandle, cuEventDestroy_v2(uploaded));
}

// Two buffers, two streams, hundreds of batches between synchronisations: each upload waits for the use before it.
void doubleBuffering() {
    DriverSession session;
    constexpr int batches = 300;
    CUstream copy = stream(), compute = stream();
    CUevent full[2] = {event(), event()}, empty[2] = {event(), event()};
    CUdeviceptr staged[2] = {session.array(1), session.array(1)}, sum = session.array(std::vector<float>(batches, 0));
    float* host = pageLocked(batches);
    for (int i = 0; i < batches; i++) {
        int slot = i % 2;
        host[i] = static_cast<float>(i);
        CHECK_EQUAL(Success, cuStreamWaitEvent(copy, empty[slot], 0));
        CHECK_EQUAL(Success, cuMemcpyHtoDAsync_v2(staged[slot], host + i, 4, copy));
        CHECK_EQUAL(Success, cuEventRecord(full[slot], copy));
        CHECK_EQUAL(Success, cuStreamWaitEvent(compute, full[slot], 0));
        CHECK_EQUAL(Success, session.launchAxpb(staged[slot], 2, 1, 1, compute));
        CHECK_EQUAL(Success, cuMemcpyDtoDAsync_v2(sum + 4 * static_cast<unsigned>(i), staged[slot], 4, compute));
        CHECK_EQUAL(Success, cuEventRecord(empty[slot], compute));
    }
    CHECK_EQUAL(Success, cuStreamSynchronize(compute));
    std::vector<float> values = session.read(sum, batches);
    for (int i = 0; i < batches; i++)
        CHECK(values[static_cast<std::size_t>(i)] == static_cast<float>(2 * i + 1));
    CHECK_EQUAL(Success, cuMemFreeHost(host));
    CHECK_EQUAL(Success, cuMemFree_v2(sum));
    CHECK_EQUAL(Success, cuMemFree_v2(staged[0]));
    CHECK_EQUAL(Success, cuMemFree_v2(staged[1]));
}

void legacyStreamOrdersBlockingStreams() {
    DriverSession session;
    CUstream blocking = stream(CU_STREAM_DEFAULT), free = stream();
    CUdeviceptr y = session.array(1);
    CHECK_EQUAL(Success, cuMemsetD32Async(y, 0x3f800000u, 1, blocking));
    CHECK_EQUAL(Success, session.launchAxpb(y, 2, 1, 1));
    CHECK_EQUAL(Success, session.launchAxpb(y, 3, 0, 1, blocking));
    CHECK_EQUAL(Success, cuStreamSynchronize(blocking));
    CHECK(session.read(y, 1)[0] == 9);
    // A non-blocking stream stays outside: the copy without Async does not wait for it.
    CHECK_EQUAL(Success, session.launchAxpb(y, 1, 1, 1, free));
    CHECK(session.read(y, 1)[0] == 9);
    CHECK_EQUAL(Success, cuCtxSynchronize());
    CHECK(session.read(y, 1)[0] == 10);
    CHECK_EQUAL(Success, cuMemFree_v2(y));
}

void independentStreamsSwapUnderReverse() {
    for (int reverse = 0; reverse < 2; reverse++) {
        DriverSession session;
        CUstream first = stream(), second = stream();
        CUdeviceptr y = session.array(std::vector<float>{1});
        CHECK_EQUAL(Success, session.launchAxpb(y, 1, 1, 1, first));
        CHECK_EQUAL(Success, session.launchAxpb(y, 10, 0, 1, second));
        vdshEmuSetReverse(reverse);
        CHECK_EQUAL(Success, cuCtxSynchronize());
        vdshEmuSetReverse(0);
        CHECK(session.read(y, 1)[0] == (reverse ? 11 : 20));
        CHECK_EQUAL(Success, cuMemFree_v2(y));
    }
}

void events() {
    DriverSession session;
    CUstream s = stream();
    CUevent start = event(), end = event(), untimed = event(CU_EVENT_DISABLE_TIMING);
    CUdeviceptr y = session.array(std::vector<float>{1});
    float milliseconds = -1;
    CHECK_EQUAL(Success, cuEventQuery(start));
    CHECK_EQUAL(InvalidHandle, cuEventElapsedTime(&milliseconds, start, end));
    CHECK_EQUAL(Success, cuEventRecord(start, s));
    CHECK_EQUAL(Success, session.launchAxpb(y, 1, 1, 1, s));
    CHECK_EQUAL(Success, cuEventRecord(end, s));
    CHECK_EQUAL(Success, cuEventRecord(untimed, s));
    CHECK_EQUAL(NotReady, cuEventElapsedTime(&milliseconds, start, end));
    int polls = 0;
    while (cuEventQuery(end) == NotReady)
        polls++;
    CHECK_EQUAL(3, polls);
    CHECK_EQUAL(Success, cuEventElapsedTime(&milliseconds, start, end));
    CHECK(milliseconds >= 0);
    CHECK_EQUAL(InvalidHandle, cuEventElapsedTime(&milliseconds, start, untimed));
    CHECK_EQUAL(Success, cuEventSynchronize(untimed));
    CHECK_EQUAL(Success, cuMemFree_v2(y));
}

void freedHostMemoryIsNoticed() {
    DriverSession session;
    CUstream s = stream();
    CUdeviceptr y = session.array(1);
    float* host = pageLocked(1);
    *host = 1;
    CHECK_EQUAL(Success, cuMemcpyHtoDAsync_v2(y, host, 4, s));
    CHECK_EQUAL(Success, cuMemFreeHost(host));
    // Most likely the same address again, but another allocation.
    float* next = pageLocked(1);
    CHECK_EQUAL(IllegalAddress, cuStreamSynchronize(s));
    cuMemFreeHost(next);
    cuMemFree_v2(y);
}

void freeingWaitsForWork() {
    DriverSession session;
    CUstream s = stream();
    CUdeviceptr x = session.array(std::vector<float>{5}), y = session.array(1);
    CHECK_EQUAL(Success, cuMemcpyDtoDAsync_v2(y, x, 4, s));
    CHECK_EQUAL(Success, cuMemFree_v2(x));
    CHECK(session.read(y, 1)[0] == 5);
    CHECK_EQUAL(Success, cuMemFree_v2(y));
}

// Polling and asynchronous calls do not count, whatever they run.
void waitsAreCounted() {
    CHECK_EQUAL(0, vdshEmuWaits());
    DriverSession session;
    CUstream s = stream();
    CUevent e = event();
    CUdeviceptr y = session.array(std::vector<float>{1});
    int before = vdshEmuWaits();
    CHECK_EQUAL(Success, session.launchAxpb(y, 1, 1, 1, s));
    CHECK_EQUAL(Success, cuEventRecord(e, s));
    while (cuEventQuery(e) == NotReady) {
    }
    CUdeviceptr x = session.array(1);
    CHECK_EQUAL(Success, cuMemcpyDtoDAsync_v2(x, y, 4, s));
    CHECK_EQUAL(before, vdshEmuWaits());
    CHECK_EQUAL(Success, cuStreamSynchronize(s));
    CHECK_EQUAL(Success, cuEventSynchronize(e));
    CHECK_EQUAL(Success, cuCtxSynchronize());
    session.read(y, 1);
    CHECK_EQUAL(before + 4, vdshEmuWaits());
    CHECK_EQUAL(Success, cuMemFree_v2(x));
    CHECK_EQUAL(Success, cuMemFree_v2(y));
    CHECK_EQUAL(before + 6, vdshEmuWaits());
}

}

int main() {
    hostMemoryIsReadLate();
    withoutDeferralWorkRunsAtOnce();
    aForgottenEventIsFound();
    doubleBuffering();
    legacyStreamOrdersBlockingStreams();
    independentStreamsSwapUnderReverse();
    events();
    freedHostMemoryIsNoticed();
    freeingWaitsForWork();
    waitsAreCounted();
    CHECK_EQUAL(0, vdshEmuLiveAllocations());
    return outcome("driver_streams");
}
