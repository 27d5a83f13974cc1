// Tests the calls on driver, device, contexts and result names.
#include <string>
#include <thread>

#include "DriverSession.h"

using namespace vdsh;

namespace {

void callsBeforeInitFail() {
    int count = 0;
    CUcontext context = nullptr;
    CHECK_EQUAL(NotInitialized, cuDeviceGetCount(&count));
    CHECK_EQUAL(NotInitialized, cuDevicePrimaryCtxRetain(&context, 0));
    CHECK_EQUAL(NotInitialized, cuCtxSynchronize());
    CHECK_EQUAL(InvalidValue, cuInit(1));
    CHECK_EQUAL(Success, cuInit(0));
    CHECK_EQUAL(Success, cuInit(0));
}

void oneDevice() {
    int value = 0;
    CUdevice device = -1;
    char name[64];
    std::size_t bytes = 0;
    CHECK_EQUAL(Success, cuDriverGetVersion(&value));
    CHECK_EQUAL(12000, value);
    CHECK_EQUAL(Success, cuDeviceGetCount(&value));
    CHECK_EQUAL(1, value);
    CHECK_EQUAL(Success, cuDeviceGet(&device, 0));
    CHECK_EQUAL(InvalidDevice, cuDeviceGet(&device, 1));
    CHECK_EQUAL(Success, cuDeviceGetName(name, sizeof name, device));
    CHECK(std::string(name) == "Vdsh PTX emulator");
    CHECK_EQUAL(Success, cuDeviceGetName(name, 5, device));
    CHECK(std::string(name) == "Vdsh");
    CHECK_EQUAL(Success, cuDeviceGetAttribute(&value, 75, device));
    CHECK_EQUAL(7, value);
    CHECK_EQUAL(Success, cuDeviceGetAttribute(&value, 76, device));
    CHECK_EQUAL(5, value);
    CHECK_EQUAL(Success, cuDeviceGetAttribute(&value, 16, device));
    CHECK_EQUAL(4, value);
    CHECK_EQUAL(Success, cuDeviceGetAttribute(&value, 97, device));
    CHECK_EQUAL(65536, value);
    CHECK_EQUAL(InvalidValue, cuDeviceGetAttribute(&value, 100000, device));
    CHECK_EQUAL(InvalidDevice, cuDeviceGetAttribute(&value, 75, 1));
    CHECK_EQUAL(Success, cuDeviceTotalMem_v2(&bytes, device));
    CHECK_EQUAL(2147483648LL, bytes);
}

void contexts() {
    CUcontext context = nullptr, current = nullptr;
    CHECK_EQUAL(InvalidContext, cuCtxSynchronize());
    CHECK_EQUAL(InvalidContext, cuDevicePrimaryCtxRelease_v2(0));
    CHECK_EQUAL(Success, cuDevicePrimaryCtxRetain(&context, 0));
    CHECK_EQUAL(Success, cuDevicePrimaryCtxRetain(&current, 0));
    CHECK(context == current);
    CHECK_EQUAL(Success, cuCtxGetCurrent(&current));
    CHECK(current == nullptr);
    CHECK_EQUAL(Success, cuCtxPushCurrent_v2(context));
    CHECK_EQUAL(Success, cuCtxGetCurrent(&current));
    CHECK(current == context);
    CHECK_EQUAL(Success, cuCtxSynchronize());
    CHECK_EQUAL(Success, cuCtxPopCurrent_v2(&current));
    CHECK(current == context);
    CHECK_EQUAL(InvalidContext, cuCtxPopCurrent_v2(&current));
    CHECK_EQUAL(Success, cuCtxSetCurrent(context));
    CHECK_EQUAL(Success, cuDevicePrimaryCtxRelease_v2(0));
    CHECK_EQUAL(Success, cuCtxSynchronize());
    CHECK_EQUAL(Success, cuDevicePrimaryCtxRelease_v2(0));
    CHECK_EQUAL(ContextIsDestroyed, cuCtxSynchronize());
    CHECK_EQUAL(InvalidContext, cuCtxSetCurrent(context));
    CHECK_EQUAL(Success, cuCtxSetCurrent(nullptr));
}

void everyThreadHasItsOwnCurrentContext() {
    CUcontext context = nullptr;
    CHECK_EQUAL(Success, cuDevicePrimaryCtxRetain(&context, 0));
    CHECK_EQUAL(Success, cuCtxSetCurrent(context));
    std::thread other([context] {
        CHECK_EQUAL(InvalidContext, cuCtxSynchronize());
        CHECK_EQUAL(Success, cuCtxSetCurrent(context));
        CHECK_EQUAL(Success, cuCtxSynchronize());
    });
    other.join();
    CHECK_EQUAL(Success, cuCtxSynchronize());
    CHECK_EQUAL(Success, cuCtxSetCurrent(nullptr));
    CHECK_EQUAL(Success, cuDevicePrimaryCtxRelease_v2(0));
}

void names() {
    const char* text = nullptr;
    CHECK_EQUAL(Success, cuGetErrorName(100, &text));
    CHECK(std::string(text) == "CUDA_ERROR_NO_DEVICE");
    CHECK_EQUAL(Success, cuGetErrorString(700, &text));
    CHECK(std::string(text) == "an illegal memory access was encountered");
    CHECK_EQUAL(Success, cuGetErrorName(0, &text));
    CHECK(std::string(text) == "CUDA_SUCCESS");
    CHECK_EQUAL(InvalidValue, cuGetErrorName(12345, &text));
    CHECK(text == nullptr);
}

}

int main() {
    callsBeforeInitFail();
    oneDevice();
    contexts();
    everyThreadHasItsOwnCurrentContext();
    names();
    return outcome("driver_device");
}
