// The PTX that ships, on the interpreter alone: a fault of a kernel shows here without .NET, cuBLAS or the driver in between.
#include "PtxTesting.h"

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

using namespace vdsh;
using namespace vdsh::testing;

namespace {

std::unique_ptr<Module> shipped(const std::string& family) {
    const std::string source = __FILE__;
    const std::string path = source.substr(0, source.find("emulator/tests")) + "cuda/" + family + ".ptx";
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    check(!text.str().empty(), path + " can be read");
    std::string log;
    auto module = Module::load(text.str(), log);
    check(module != nullptr, path + " loads: " + log);
    return module;
}

/// The bytes of a kernel's parameters, each at its natural alignment.
class Arguments {
public:
    template <class T> Arguments& add(T value) {
        bytes.resize(roundUp(bytes.size(), sizeof value));
        const auto* first = reinterpret_cast<const std::uint8_t*>(&value);
        bytes.insert(bytes.end(), first, first + sizeof value);
        return *this;
    }

    std::vector<std::uint8_t> bytes;
};

class Device {
public:
    explicit Device(bool reverse) { options.reverse = reverse; }

    template <class T> std::uint64_t upload(const std::vector<T>& values) {
        const std::uint64_t address = memory.allocate(values.size() * sizeof(T));
        memory.write(address, values.data(), values.size() * sizeof(T));
        return address;
    }

    template <class T> std::vector<T> download(std::uint64_t address, std::size_t count) {
        std::vector<T> values(count);
        std::memcpy(values.data(), reinterpret_cast<const void*>(address), count * sizeof(T));
        return values;
    }

    void launch(Module& module, const char* name, const LaunchShape& shape, const Arguments& arguments) {
        Function* function = module.function(name);
        check(function != nullptr, std::string(name) + " exists");
        if (!function)
            return;
        check(function->parameterBytes() == arguments.bytes.size(), std::string(name) + " has parameters of " + std::to_string(function->parameterBytes()) + " bytes");
        const Fault fault = execute(*function, shape, arguments.bytes.data(), memory, options);
        check(fault.code == 0, fault.message);
    }

    Memory memory;
    Options options;
};

std::vector<float> randomFloats(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(random);
    return values;
}

// 70 bits: three words of 32 and one of padding, two words of 64.
void packAndScan(bool reverse) {
    constexpr int Rows = 45, Columns = 70, Leading = 73, Words32 = 4, Words = 2;
    Device device(reverse);
    std::vector<float> h = randomFloats(Rows * Leading, 1);
    h[3] = NAN;
    h[4] = -0.0f;
    const std::uint64_t source = device.upload(h), codes = device.memory.allocate(Rows * Words32 * 4), distances = device.memory.allocate(Rows * Rows * 2);
    device.launch(*shipped("pack"), "vdsh_pack_signs", {{Words32, 6, 1}, {32, 8, 1}, 0}, Arguments().add(source).add(Leading).add(Rows).add(Columns).add(codes).add(Words32));
    device.launch(*shipped("hamming"), "vdsh_hamming_distances", {{1, Rows, 1}, {256, 1, 1}, 0},
        Arguments().add(codes).add(Rows).add(codes).add(Rows).add(Words).add(64 * Words).add(distances));
    if (failures > 0)
        return;
    const auto packed = device.download<std::uint64_t>(codes, Rows * Words);
    const auto found = device.download<std::uint16_t>(distances, Rows * Rows);
    const auto bit = [&](int row, int column) { return column < Columns && h[row * Leading + column] >= 0; };
    for (int i = 0; i < Rows; ++i) {
        for (int j = 0; j < 64 * Words; ++j)
            check((packed[i * Words + j / 64] >> (j % 64) & 1) == bit(i, j), "bit " + std::to_string(j) + " of row " + std::to_string(i));
        for (int k = 0; k < Rows; ++k) {
            int distance = 0;
            for (int j = 0; j < Columns; ++j)
                distance += bit(i, j) != bit(k, j);
            check(found[i * Rows + k] == distance, "distance of rows " + std::to_string(i) + " and " + std::to_string(k));
        }
    }
}

void dotProduct(bool reverse) {
    constexpr int Rows = 301, Columns = 257, Leading = 260, Blocks = 128;
    Device device(reverse);
    const std::vector<float> a = randomFloats(Rows * Leading, 2), b = randomFloats(Rows * Leading, 3);
    const std::uint64_t left = device.upload(a), right = device.upload(b), partial = device.memory.allocate(Blocks * 8), result = device.memory.allocate(8);
    const auto module = shipped("reductions");
    device.launch(*module, "vdsh_dot", {{Blocks, 1, 1}, {256, 1, 1}, 0}, Arguments().add(left).add(Leading).add(right).add(Leading).add(Rows).add(Columns).add(partial));
    device.launch(*module, "vdsh_sum_partials", {{1, 1, 1}, {128, 1, 1}, 0}, Arguments().add(partial).add(Blocks).add(result));
    if (failures > 0)
        return;
    double expected = 0;
    for (int i = 0; i < Rows; ++i)
        for (int j = 0; j < Columns; ++j)
            expected += double(a[i * Leading + j]) * b[i * Leading + j];
    const double value = device.download<double>(result, 1)[0];
    check(std::fabs(value - expected) < 1e-9 * Rows * Columns, "the dot product is " + std::to_string(value) + ", expected " + std::to_string(expected));
}

void cholesky(bool reverse) {
    constexpr int Size = 50, Leading = 53;
    Device device(reverse);
    const std::vector<float> root = randomFloats(Size * Size, 4);
    std::vector<float> matrix(Size * Leading, -1);
    for (int i = 0; i < Size; ++i)
        for (int j = 0; j < Size; ++j) {
            double sum = i == j ? Size : 0;
            for (int k = 0; k < Size; ++k)
                sum += double(root[i * Size + k]) * root[j * Size + k];
            matrix[i * Leading + j] = static_cast<float>(sum);
        }
    const std::uint64_t place = device.upload(matrix), info = device.upload(std::vector<int>{0});
    device.launch(*shipped("spd"), "vdsh_cholesky_block", {{1, 1, 1}, {256, 1, 1}, 0}, Arguments().add(place).add(Leading).add(Size).add(info).add(0));
    if (failures > 0)
        return;
    const auto factor = device.download<float>(place, Size * Leading);
    check(device.download<int>(info, 1)[0] == 0, "the matrix is positive definite");
    for (int i = 0; i < Size; ++i)
        for (int j = 0; j < Size; ++j) {
            double sum = 0;
            for (int k = 0; k < Size; ++k)
                sum += double(factor[i * Leading + k]) * factor[j * Leading + k];
            check(std::fabs(sum - matrix[i * Leading + j]) < 1e-3, "element " + std::to_string(i) + ", " + std::to_string(j) + " of L L^T");
        }
    for (int i = 0; i < Size; ++i)
        for (int j = Size; j < Leading; ++j)
            check(factor[i * Leading + j] == -1, "what lies between the rows is left alone");
}

}

int main() {
    for (const char* const family : {"elementwise", "hamming", "objective", "pack", "reductions", "spd", "topk", "update"})
        shipped(family);
    for (const bool reverse : {false, true}) {
        packAndScan(reverse);
        dotProduct(reverse);
        cholesky(reverse);
    }
    return finish();
}
