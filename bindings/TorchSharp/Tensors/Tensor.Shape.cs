using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator ReshapeOp = new("aten::reshape", "self shape");
        private static readonly Operator ViewOp = new("aten::view", "self size");
        private static readonly Operator ExpandOp = new("aten::expand", "self size");
        private static readonly Operator RepeatOp = new("aten::repeat", "self repeats");
        private static readonly Operator PermuteOp = new("aten::permute", "self dims");
        private static readonly Operator TransposeOp = new("aten::transpose.int", "self dim0 dim1");
        private static readonly Operator SqueezeOp = new("aten::squeeze", "self");
        private static readonly Operator SqueezeDimOp = new("aten::squeeze.dim", "self dim");
        private static readonly Operator UnsqueezeOp = new("aten::unsqueeze", "self dim");
        private static readonly Operator FlattenOp = new("aten::flatten.using_ints", "self start_dim end_dim");
        private static readonly Operator SplitOp = new("aten::split.Tensor", "self split_size dim");
        private static readonly Operator SplitSizesOp = new("aten::split_with_sizes", "self split_sizes dim");
        private static readonly Operator ChunkOp = new("aten::chunk", "self chunks dim");
        private static readonly Operator UnbindOp = new("aten::unbind.int", "self dim");
        private static readonly Operator FlipOp = new("aten::flip", "self dims");
        private static readonly Operator RollOp = new("aten::roll", "self shifts dims");
        private static readonly Operator UnfoldOp = new("aten::unfold", "self dimension size step");
        private static readonly Operator AsStridedOp = new("aten::as_strided", "self size stride storage_offset");
        private static readonly Operator MatmulOp = new("aten::matmul", "self other");
        private static readonly Operator TrilOp = new("aten::tril", "self diagonal");
        private static readonly Operator DiagonalOp = new("aten::diagonal", "self offset dim1 dim2");
        private static readonly Operator CatOp = new("aten::cat", "tensors dim");
        private static readonly Operator StackOp = new("aten::stack", "tensors dim");
        private static readonly Operator EinsumOp = new("aten::einsum", "equation tensors");
        private static readonly Operator CdistOp = new("aten::cdist", "x1 x2 p compute_mode");

        public Tensor T => transpose(0, 1);

        public Tensor reshape(params long[] shape) => ReshapeOp.Call(this, shape);

        public Tensor view(params long[] shape) => ViewOp.Call(this, shape);

        public Tensor expand(params long[] sizes) => ExpandOp.Call(this, sizes);

        public Tensor repeat(params long[] sizes) => RepeatOp.Call(this, sizes);

        public Tensor permute(params long[] permutation) => PermuteOp.Call(this, permutation);

        public Tensor transpose(long dim0, long dim1) => TransposeOp.Call(this, dim0, dim1);

        public Tensor t() => transpose(0, 1);

        public Tensor squeeze(long? dim = null) =>
            dim is { } given ? SqueezeDimOp.Call(this, given) : SqueezeOp.Call(this);

        public Tensor unsqueeze(long dim) => UnsqueezeOp.Call(this, dim);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => FlattenOp.Call(this, start_dim, end_dim);

        public Tensor unflatten(long dim, params long[] sizes)
        {
            long[] old = shape;
            long index = dim < 0 ? dim + old.Length : dim;
            return reshape([.. old[..(int)index], .. sizes, .. old[((int)index + 1)..]]);
        }

        public Tensor[] split(long size, int dim = 0) => SplitOp.CallMany(this, size, dim)!;

        public Tensor[] split(long[] sizes, long dim = 0) => SplitSizesOp.CallMany(this, sizes, dim)!;

        public Tensor[] chunk(long chunks, long dim = 0) => ChunkOp.CallMany(this, chunks, dim)!;

        public Tensor[] unbind(long dimension = 0) => UnbindOp.CallMany(this, dimension)!;

        public Tensor flip(params long[] dims) => FlipOp.Call(this, dims);

        public Tensor roll(long shifts, long? dims = null) =>
            RollOp.Call(this, (long[])[shifts], dims is { } given ? (long[])[given] : (long[])[]);

        public Tensor roll(long[] shifts, long[] dims) => RollOp.Call(this, shifts, dims);

        public Tensor unfold(long dimension, long size, long step) => UnfoldOp.Call(this, dimension, size, step);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            AsStridedOp.Call(this, size, strides, storageOffset);

        public Tensor matmul(Tensor target) => MatmulOp.Call(this, target);

        public Tensor mm(Tensor target) => MatmulOp.Call(this, target);

        public Tensor tril(long diagonal = 0) => TrilOp.Call(this, diagonal);

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) =>
            DiagonalOp.Call(this, offset, dim1, dim2);

        internal static Tensor Concatenate(Tensor[] tensors, long dim) => CatOp.Call(tensors, dim);

        internal static Tensor Stacked(Tensor[] tensors, long dim) => StackOp.Call(tensors, dim);

        internal static Tensor Einsum(string equation, Tensor[] tensors) => EinsumOp.Call(equation, tensors);

        internal static Tensor Cdist(Tensor x1, Tensor x2, double p, long compute_mode) =>
            CdistOp.Call(x1, x2, p, compute_mode);
    }

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Tensor.Concatenate([.. tensors], dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Tensor.Stacked([.. tensors], dim);

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Tensor.Einsum(equation, tensors);

    public static Tensor cdist(
        Tensor x1, Tensor x2, double p = 2,
        compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary) =>
        Tensor.Cdist(x1, x2, p, (long)compute_mode);

    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);

    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) =>
        tensor.split(split_size_or_sections, dim);

    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);
}
