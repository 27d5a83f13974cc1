// The consensus step of a layer without a word to the host: the trust region's step length stays on the device.
//
// Shapes    w, v: (d+1) x out, row-major float32; outputs, change, step, ridge: one number each.
// Geometry  trust_step: one thread; consensus_step: block (32, 8), grid (ceil(out/32), min(ceil((d+1)/8), 65535)).
// Roofline  consensus_step 12 B and 3 operations per element: memory-bound (0.25 op/B).
// Versions  1. Considered and left out: the step length on the host, which costs a synchronisation per layer and mini-batch.
// Values    NaN in the sums, the ridge or the matrices is passed on, as on the CPU backend.
#include "geometry.cuh"

// step = eta min(1, limit / r), r = eta sqrt(change / outputs); both are sums of squares of the layer's outputs on some rows. Where either
// is 0 the step is eta.
extern "C" __global__ void __launch_bounds__(1)
vdsh_trust_step(const double* outputs, const double* change, float eta, float limit, float* __restrict__ step)
{
    double before = *outputs, moved = *change;
    if (before == 0 || moved == 0)
    {
        *step = eta;
        return;
    }

    double share = limit / (eta * SquareRoot(moved / before));
    *step = (float)(eta * (share > 1 ? 1 : share));
}

// w = (1 - q) w + step v, and q more on the diagonal where the decay is toward the identity; q = min(1, eta decay / ridge), and 0 without
// decay whatever the ridge. step = null: the step is eta.
extern "C" __global__ void __launch_bounds__(ElementThreads)
vdsh_consensus_step(
    float* __restrict__ w, int ldw, const float* __restrict__ v, int ldv, int rows, int columns, const float* step, float eta, float decay,
    const float* ridge, int toIdentity)
{
    float share = decay == 0 ? 0 : Multiply(eta, decay) / *ridge;
    share = share > 1 ? 1 : share;
    float keep = Add(1.0f, -share), diagonal = toIdentity ? share : 0;
    float length = step == nullptr ? eta : *step;
    ForEachElement(rows, columns, [=](long long row, unsigned column) {
        float* target = w + Offset(row, ldw, column);
        float moved = Fused(length, v[Offset(row, ldv, column)], Multiply(keep, *target));
        *target = row == column ? Add(moved, diagonal) : moved;
    });
}
