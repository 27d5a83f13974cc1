// Chooses the order of device work: as late as the API permits, one stream at a time.
#include "Scheduler.h"

#include <algorithm>
#include <cstdio>

#include "Results.h"

namespace vdsh {

Scheduler::Scheduler(const Settings& source) : settings(source), legacyStream(std::make_shared<Stream>(true)) {
    streams.push_back(legacyStream);
}

std::shared_ptr<Stream> Scheduler::createStream(bool blocking) {
    forgetFinished();
    streams.push_back(std::make_shared<Stream>(blocking));
    return streams.back();
}

Marker Scheduler::enqueue(const std::shared_ptr<Stream>& stream, Work work) {
    if (stickyCode != 0)
        return {};
    work.after.insert(work.after.end(), stream->waits.begin(), stream->waits.end());
    stream->waits.clear();
    auto follow = [&work](const std::shared_ptr<Stream>& other) {
        work.after.insert(work.after.end(), other->waits.begin(), other->waits.end());
        if (!other->idle())
            work.after.push_back({other, other->enqueued()});
    };
    if (stream == legacyStream) {
        for (const auto& other : streams)
            if (other != legacyStream && other->blocking)
                follow(other);
    } else if (stream->blocking) {
        follow(legacyStream);
    }
    stream->pending.push_back(std::move(work));
    Marker marker{stream, stream->enqueued()};
    if (!settings.defer)
        runUntil(marker);
    return marker;
}

Marker Scheduler::tail(const std::shared_ptr<Stream>& stream) {
    if (!stream->waits.empty())
        return enqueue(stream, {"cuStreamWaitEvent", [] { return Fault{}; }, {}});
    // Waiting for the legacy stream means waiting for what work enqueued now would wait for.
    if (stream == legacyStream)
        return enqueue(stream, {"synchronisation of the default stream", [] { return Fault{}; }, {}});
    return {stream, stream->enqueued()};
}

// Takes one step towards the last marker of the path; false once all are reached. An explicit path instead of recursion: ping-pong between streams can be long.
bool Scheduler::advance(std::vector<Marker>& path) {
    while (!path.empty()) {
        if (path.back().reached()) {
            path.pop_back();
            continue;
        }
        Stream& stream = *path.back().stream;
        const auto& after = stream.pending.front().after;
        auto open = std::find_if(after.begin(), after.end(), [](const Marker& marker) { return !marker.reached(); });
        if (open != after.end()) {
            path.push_back(Marker(*open));
            continue;
        }
        step(stream);
        return true;
    }
    return false;
}

void Scheduler::runUntil(const Marker& target) {
    std::vector<Marker> path{target};
    while (advance(path)) {
    }
}

void Scheduler::runOneTowards(const Marker& target) {
    std::vector<Marker> path{target};
    advance(path);
}

void Scheduler::runAll() {
    auto order = streams;
    if (settings.execution.reverse)
        std::reverse(order.begin(), order.end());
    for (const auto& stream : order)
        runUntil({stream, stream->enqueued()});
    for (const auto& stream : streams)
        stream->waits.clear();
    forgetFinished();
}

void Scheduler::waitUntil(const Marker& target) {
    waitCount++;
    runUntil(target);
}

void Scheduler::waitForAll() {
    waitCount++;
    runAll();
}

void Scheduler::step(Stream& stream) {
    Work work = std::move(stream.pending.front());
    stream.pending.pop_front();
    stream.completed++;
    Fault fault = work.run();
    if (fault.code == 0)
        return;
    stickyCode = fault.code;
    const char* name = resultName(fault.code);
    std::fprintf(stderr, "vdsh emulator: %s: %s (%s)\n", work.what.c_str(), fault.message.c_str(), name ? name : "?");
    drop();
}

void Scheduler::drop() {
    for (const auto& stream : streams) {
        stream->completed += stream->pending.size();
        stream->pending.clear();
        stream->waits.clear();
    }
    forgetFinished();
}

void Scheduler::forgetFinished() {
    streams.erase(std::remove_if(streams.begin(), streams.end(), [](const auto& stream) { return stream->destroyed && stream->idle(); }), streams.end());
}

}
