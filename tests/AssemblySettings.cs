// One test at a time: libtorch owns all cores, and leak tests count every live tensor.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
