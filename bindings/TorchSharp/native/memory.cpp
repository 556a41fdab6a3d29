// How the process takes and gives back memory, and how much of it libtorch's CPU tensors hold.
#include "neuralops_torch.h"

#include <c10/core/CPUAllocator.h>

#include <atomic>
#include <climits>
#include <cstdlib>
#include <cstring>
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

std::atomic<int64_t> current_bytes{0};
std::atomic<int64_t> peak_bytes{0};

void count(int64_t bytes) {
    const int64_t now = current_bytes.fetch_add(bytes, std::memory_order_relaxed) + bytes;
    int64_t peak = peak_bytes.load(std::memory_order_relaxed);
    while (now > peak && !peak_bytes.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
    }
}

// Counts around the allocator that libtorch has. malloc knows the size of a block, so nothing is kept beside it. A block
// whose context is not its address comes from another allocator than malloc and is passed on uncounted.
class CountingAllocator final : public c10::Allocator {
public:
    explicit CountingAllocator(c10::Allocator* inner) : inner_(inner) { deleter_ = inner->raw_deleter(); }

    // Later libtorch dropped the const and added copy_data; without `override`, each version finds its own.
    c10::DataPtr allocate(size_t bytes) const { return counted(inner_->allocate(bytes)); }
    c10::DataPtr allocate(size_t bytes) { return counted(inner_->allocate(bytes)); }
    void copy_data(void* target, const void* source, std::size_t bytes) const { std::memcpy(target, source, bytes); }

    c10::DeleterFnPtr raw_deleter() const override { return deleter_ ? &free_counted : nullptr; }

private:
    static c10::DataPtr counted(c10::DataPtr block) {
        void* data = block.get();
        if (data == nullptr || block.get_context() != data || block.get_deleter() != deleter_) {
            return block;
        }
        count(static_cast<int64_t>(malloc_usable_size(data)));
        const c10::Device device = block.device();
        block.release_context();
        return {data, data, &free_counted, device};
    }

    static void free_counted(void* data) {
        if (data != nullptr) {
            count(-static_cast<int64_t>(malloc_usable_size(data)));
        }
        deleter_(data);
    }

    static inline c10::DeleterFnPtr deleter_ = nullptr;
    c10::Allocator* inner_;
};

// Never destroyed: threads may take and free memory until the process has ended.
[[maybe_unused]] const bool counts_memory = [] {
    c10::SetCPUAllocator(new CountingAllocator(c10::GetCPUAllocator()));
    return true;
}();

}  // namespace

// Bytes of the CPU tensors that were made since this library was loaded and are alive.
NO_EXPORT int64_t no_memory_current() { return current_bytes.load(std::memory_order_relaxed); }

NO_EXPORT int64_t no_memory_peak() { return peak_bytes.load(std::memory_order_relaxed); }

// The peak starts again at what is held now.
NO_EXPORT void no_memory_reset_peak() {
    peak_bytes.store(current_bytes.load(std::memory_order_relaxed), std::memory_order_relaxed);
}
