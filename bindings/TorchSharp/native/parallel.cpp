// libtorch's own thread pool for managed kernels: a second pool beside it would compete for the same cores.
#include "errors.h"
#include "neuralops_torch.h"

#include <ATen/Parallel.h>

// Calls body(first, last, state) for disjoint ranges that cover [begin, end), each of at least `grain` where possible.
// body must not throw.
NO_EXPORT int no_parallel_for(int64_t begin, int64_t end, int64_t grain,
                              void (*body)(int64_t first, int64_t last, void* state), void* state) {
    return guarded([&] {
        at::parallel_for(begin, end, grain, [&](int64_t first, int64_t last) { body(first, last, state); });
    });
}
