// How the process takes and gives back memory.
#include <climits>
#include <cstdlib>
#include <malloc.h>

namespace {

// A training step frees and takes the same hundreds of megabytes again and again. By default glibc returns them to the
// kernel in between, which then clears and maps every page anew: up to half of the time of a forward pass. So freed memory
// stays with the process, unless the user has set the threshold himself.
[[maybe_unused]] const bool keeps_freed_memory = [] {
#ifdef __GLIBC__
    if (std::getenv("MALLOC_TRIM_THRESHOLD_") == nullptr) {
        constexpr int largest_allowed = 32 << 20;
        mallopt(M_MMAP_THRESHOLD, largest_allowed);
        mallopt(M_TRIM_THRESHOLD, INT_MAX);
    }
#endif
    return true;
}();

}  // namespace
