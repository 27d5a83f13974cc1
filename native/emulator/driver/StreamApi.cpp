// Implements streams and events on top of the scheduler.
#include <chrono>

#include "Driver.h"

using namespace vdsh;

namespace {

template <class Body>
CUresult streamCall(CUstream handle, Body body) noexcept {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        std::shared_ptr<Stream> stream = context.stream(handle);
        return stream ? body(context, stream) : InvalidHandle;
    });
}

template <class Body>
CUresult eventCall(CUevent handle, Body body) noexcept {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        std::shared_ptr<Event> event = context.events.find(handle);
        return event ? body(context, event) : InvalidHandle;
    });
}

// A poll that finds work undone does a piece of it, so that a polling loop ends.
CUresult poll(Context& context, const Marker& marker) {
    if (marker.reached())
        return Success;
    context.scheduler.runOneTowards(marker);
    return context.scheduler.sticky() != 0 ? context.scheduler.sticky() : NotReady;
}

}

CUresult cuStreamCreate(CUstream* stream, unsigned flags) {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        if (!stream || (flags != CU_STREAM_DEFAULT && flags != CU_STREAM_NON_BLOCKING))
            return InvalidValue;
        *stream = context.streams.add(context.scheduler.createStream(flags == CU_STREAM_DEFAULT));
        return Success;
    });
}

CUresult cuStreamDestroy_v2(CUstream handle) {
    return anyContextCall([&](Driver&, Context& context) -> CUresult {
        std::shared_ptr<Stream> stream = context.streams.find(handle);
        if (!stream)
            return InvalidHandle;
        stream->destroyed = true;
        context.streams.remove(handle);
        return context.scheduler.sticky();
    });
}

CUresult cuStreamSynchronize(CUstream handle) {
    return streamCall(handle, [](Context& context, const std::shared_ptr<Stream>& stream) -> CUresult {
        context.scheduler.waitUntil(context.scheduler.tail(stream));
        return context.scheduler.sticky();
    });
}

CUresult cuStreamQuery(CUstream handle) {
    return streamCall(handle, [](Context& context, const std::shared_ptr<Stream>& stream) -> CUresult {
        return poll(context, {stream, stream->enqueued()});
    });
}

CUresult cuStreamWaitEvent(CUstream handle, CUevent eventHandle, unsigned flags) {
    return streamCall(handle, [&](Context& context, const std::shared_ptr<Stream>& stream) -> CUresult {
        std::shared_ptr<Event> event = context.events.find(eventHandle);
        if (!event)
            return InvalidHandle;
        if (flags != 0)
            return InvalidValue;
        if (!event->recorded.reached())
            stream->waits.push_back(event->recorded);
        return Success;
    });
}

CUresult cuEventCreate(CUevent* event, unsigned flags) {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        if (!event || (flags & ~(CU_EVENT_BLOCKING_SYNC | CU_EVENT_DISABLE_TIMING)) != 0)
            return InvalidValue;
        auto created = std::make_shared<Event>();
        created->timed = (flags & CU_EVENT_DISABLE_TIMING) == 0;
        *event = context.events.add(created);
        return Success;
    });
}

CUresult cuEventDestroy_v2(CUevent handle) {
    return anyContextCall([&](Driver&, Context& context) -> CUresult {
        return context.events.remove(handle) ? context.scheduler.sticky() : InvalidHandle;
    });
}

CUresult cuEventRecord(CUevent handle, CUstream streamHandle) {
    return eventCall(handle, [&](Context& context, const std::shared_ptr<Event>& event) -> CUresult {
        std::shared_ptr<Stream> stream = context.stream(streamHandle);
        if (!stream)
            return InvalidHandle;
        event->recorded = context.scheduler.enqueue(stream, {"cuEventRecord", [event] {
            event->nanoseconds = std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
            return Fault{};
        }, {}});
        return context.scheduler.sticky();
    });
}

CUresult cuEventSynchronize(CUevent handle) {
    return eventCall(handle, [](Context& context, const std::shared_ptr<Event>& event) -> CUresult {
        context.scheduler.waitUntil(event->recorded);
        return context.scheduler.sticky();
    });
}

CUresult cuEventQuery(CUevent handle) {
    return eventCall(handle, [](Context& context, const std::shared_ptr<Event>& event) -> CUresult { return poll(context, event->recorded); });
}

CUresult cuEventElapsedTime(float* milliseconds, CUevent start, CUevent end) {
    return contextCall([&](Driver&, Context& context) -> CUresult {
        std::shared_ptr<Event> first = context.events.find(start), last = context.events.find(end);
        if (!milliseconds)
            return InvalidValue;
        if (!first || !last || !first->timed || !last->timed || !first->recorded.stream || !last->recorded.stream)
            return InvalidHandle;
        if (!first->recorded.reached() || !last->recorded.reached())
            return NotReady;
        *milliseconds = static_cast<float>(static_cast<double>(last->nanoseconds - first->nanoseconds) * 1e-6);
        return Success;
    });
}
