// Tests allocation, copies of all directions and shapes, fills, leak counts and injected failures.
#include "DriverSession.h"

using namespace vdsh;

namespace {

void allocation() {
    DriverSession session;
    int before = vdshEmuLiveAllocations();
    std::size_t free = 0, total = 0, left = 0;
    CUdeviceptr address = 0;
    CHECK_EQUAL(InvalidValue, cuMemAlloc_v2(&address, 0));
    CHECK_EQUAL(Success, cuMemGetInfo_v2(&free, &total));
    CHECK_EQUAL(2147483648LL, total);
    CHECK_EQUAL(OutOfMemory, cuMemAlloc_v2(&address, total + 1));
    CHECK_EQUAL(Success, cuMemAlloc_v2(&address, 1000));
    CHECK_EQUAL(0, address % 256);
    CHECK_EQUAL(before + 1, vdshEmuLiveAllocations());
    CHECK_EQUAL(Success, cuMemGetInfo_v2(&left, &total));
    CHECK(left < free);
    CHECK_EQUAL(InvalidValue, cuMemFree_v2(address + 4));
    CHECK_EQUAL(Success, cuMemFree_v2(address));
    CHECK_EQUAL(InvalidValue, cuMemFree_v2(address));
    CHECK_EQUAL(Success, cuMemFree_v2(0));
    CHECK_EQUAL(before, vdshEmuLiveAllocations());

    void* host = nullptr;
    CHECK_EQUAL(InvalidValue, cuMemHostAlloc(&host, 64, 128));
    CHECK_EQUAL(Success, cuMemHostAlloc(&host, 64, CU_MEMHOSTALLOC_PORTABLE));
    CHECK_EQUAL(before + 1, vdshEmuLiveAllocations());
    CHECK_EQUAL(Success, cuMemFreeHost(host));
    CHECK_EQUAL(InvalidValue, cuMemFreeHost(host));
    CHECK_EQUAL(before, vdshEmuLiveAllocations());
}

void straightCopies() {
    DriverSession session;
    std::vector<float> values{1, 2, 3, 4, 5, 6};
    CUdeviceptr a = session.array(values), b = session.array(6);
    CHECK_EQUAL(Success, cuMemcpyDtoD_v2(b, a, 24));
    CHECK(session.read(b, 6) == values);
    CHECK_EQUAL(Success, cuMemsetD32_v2(b + 4, 0x40000000u, 2));
    CHECK(session.read(b, 4) == (std::vector<float>{1, 2, 2, 4}));
    CHECK_EQUAL(Success, cuMemsetD8Async(b, 0, 4, nullptr));
    CHECK(session.read(b, 2) == (std::vector<float>{0, 2}));

    CHECK_EQUAL(InvalidValue, cuMemcpyHtoD_v2(a, values.data(), 28));
    CHECK_EQUAL(InvalidValue, cuMemcpyHtoD_v2(a, nullptr, 4));
    CHECK_EQUAL(InvalidValue, cuMemcpyDtoH_v2(reinterpret_cast<void*>(b), a, 4));
    CHECK_EQUAL(InvalidValue, cuMemcpyDtoH_v2(values.data(), reinterpret_cast<CUdeviceptr>(values.data()), 4));
    CHECK_EQUAL(InvalidValue, cuMemsetD32_v2(b + 2, 0, 1));
    CHECK_EQUAL(InvalidValue, cuMemsetD32_v2(b, 0, 7));
    CHECK_EQUAL(Success, cuMemcpyHtoD_v2(a, values.data(), 0));
    CHECK_EQUAL(Success, cuMemFree_v2(a));
    CHECK_EQUAL(Success, cuMemFree_v2(b));
}

CUDA_MEMCPY2D pitched(const void* host, std::size_t hostPitch, CUdeviceptr device, std::size_t devicePitch, std::size_t width, std::size_t height, bool toDevice) {
    CUDA_MEMCPY2D copy{};
    copy.srcMemoryType = toDevice ? CU_MEMORYTYPE_HOST : CU_MEMORYTYPE_DEVICE;
    copy.dstMemoryType = toDevice ? CU_MEMORYTYPE_DEVICE : CU_MEMORYTYPE_HOST;
    copy.srcHost = host;
    copy.dstHost = const_cast<void*>(host);
    copy.srcDevice = copy.dstDevice = device;
    copy.srcPitch = toDevice ? hostPitch : devicePitch;
    copy.dstPitch = toDevice ? devicePitch : hostPitch;
    copy.WidthInBytes = width;
    copy.Height = height;
    return copy;
}

void pitchedCopies() {
    DriverSession session;
    std::vector<float> values{1, 2, 3, 4, 5, 6};
    CUdeviceptr device = session.array(std::vector<float>(10, -1));
    CUDA_MEMCPY2D up = pitched(values.data(), 12, device, 20, 12, 2, true);
    CHECK_EQUAL(Success, cuMemcpy2D_v2(&up));
    CHECK(session.read(device, 10) == (std::vector<float>{1, 2, 3, -1, -1, 4, 5, 6, -1, -1}));
    std::vector<float> back(4);
    CUDA_MEMCPY2D down = pitched(back.data(), 8, device, 20, 8, 2, false);
    down.srcXInBytes = 4;
    CHECK_EQUAL(Success, cuMemcpy2D_v2(&down));
    CHECK(back == (std::vector<float>{2, 3, 5, 6}));
    down.srcPitch = 4;
    CHECK_EQUAL(InvalidValue, cuMemcpy2D_v2(&down));
    up.Height = 3;
    CHECK_EQUAL(InvalidValue, cuMemcpy2D_v2(&up));
    up.srcMemoryType = CU_MEMORYTYPE_ARRAY;
    CHECK_EQUAL(InvalidValue, cuMemcpy2D_v2(&up));
    CHECK_EQUAL(Success, cuMemFree_v2(device));
}

void injectedFailures() {
    DriverSession session;
    CUdeviceptr address = 0;
    void* host = nullptr;
    vdshEmuFailAllocation(2);
    CHECK_EQUAL(Success, cuMemAlloc_v2(&address, 16));
    CHECK_EQUAL(OutOfMemory, cuMemHostAlloc(&host, 16, 0));
    CHECK_EQUAL(Success, cuMemHostAlloc(&host, 16, 0));
    CHECK_EQUAL(Success, cuMemFreeHost(host));
    CHECK_EQUAL(Success, cuMemFree_v2(address));
    vdshEmuFailAllocation(1);
    vdshEmuFailAllocation(0);
    CHECK_EQUAL(Success, cuMemAlloc_v2(&address, 16));
    CHECK_EQUAL(Success, cuMemFree_v2(address));
}

void whatDiesWithItsContextIsALeak() {
    int before = vdshEmuLiveAllocations();
    {
        DriverSession session;
        session.array(3);
    }
    CHECK_EQUAL(before + 1, vdshEmuLiveAllocations());
}

}

int main() {
    allocation();
    straightCopies();
    pitchedCopies();
    injectedFailures();
    CHECK_EQUAL(0, vdshEmuLiveAllocations());
    whatDiesWithItsContextIsALeak();
    return outcome("driver_memory");
}
