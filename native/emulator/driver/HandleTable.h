// Gives out handles that are never used twice, so that a handle used after its destruction is always noticed.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>

namespace vdsh {

/// Objects of one kind behind opaque handles of the type `Handle` (a pointer type that is never dereferenced).
template <class Handle, class Object>
class HandleTable {
public:
    Handle add(std::shared_ptr<Object> object) {
        auto handle = reinterpret_cast<Handle>(next());
        objects.emplace(handle, std::move(object));
        return handle;
    }

    /// Null where the handle is unknown or its object was removed.
    std::shared_ptr<Object> find(Handle handle) const {
        auto place = objects.find(handle);
        return place == objects.end() ? nullptr : place->second;
    }

    bool remove(Handle handle) { return objects.erase(handle) != 0; }

    template <class Condition>
    void removeWhere(Condition condition) {
        for (auto place = objects.begin(); place != objects.end();)
            place = condition(*place->second) ? objects.erase(place) : std::next(place);
    }

private:
    // High above the small numbers that the API gives a meaning of its own (the legacy stream is 1).
    static std::uintptr_t next() {
        static std::uintptr_t last = 0x10000;
        return last += 16;
    }

    std::unordered_map<Handle, std::shared_ptr<Object>> objects;
};

}
