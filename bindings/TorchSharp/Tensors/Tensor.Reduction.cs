using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator SumOp = new("aten::sum", "self dtype");
        private static readonly Operator SumDimOp = new("aten::sum.dim_IntList", "self dim keepdim dtype");
        private static readonly Operator MeanOp = new("aten::mean", "self dtype");
        private static readonly Operator MeanDimOp = new("aten::mean.dim", "self dim keepdim dtype");
        private static readonly Operator MaxOp = new("aten::max", "self");
        private static readonly Operator MinOp = new("aten::min", "self");
        private static readonly Operator MaxDimOp = new("aten::max.dim", "self dim keepdim");
        private static readonly Operator MinDimOp = new("aten::min.dim", "self dim keepdim");
        private static readonly Operator ArgminOp = new("aten::argmin", "self dim keepdim");
        private static readonly Operator VarOp = new("aten::var.dim", "self dim unbiased keepdim");
        private static readonly Operator StdOp = new("aten::std.dim", "self dim unbiased keepdim");
        private static readonly Operator VarAllOp = new("aten::var", "self unbiased");
        private static readonly Operator StdAllOp = new("aten::std", "self unbiased");
        private static readonly Operator NormOp = new("aten::norm.Scalar", "self p");
        private static readonly Operator NormDimOp = new("aten::norm.ScalarOpt_dim", "self p dim keepdim");
        private static readonly Operator AllOp = new("aten::all", "self");
        private static readonly Operator AnyOp = new("aten::any", "self");
        private static readonly Operator AllDimOp = new("aten::all.dim", "self dim keepdim");
        private static readonly Operator AnyDimOp = new("aten::any.dim", "self dim keepdim");
        private static readonly Operator CumprodOp = new("aten::cumprod", "self dim dtype");
        private static readonly Operator CumsumOp = new("aten::cumsum", "self dim dtype");
        private static readonly Operator SortOp = new("aten::sort", "self dim descending");
        private static readonly Operator MedianOp = new("aten::median", "self");
        private static readonly Operator QuantileOp = new("aten::quantile", "self q dim keepdim");

        public Tensor sum(ScalarType? type = null) => SumOp.Call(this, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            SumDimOp.Call(this, (long[])[dim], keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            SumDimOp.Call(this, dim, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            sum(dim.ToArray(), keepdim, type);

        public Tensor mean() => MeanOp.Call(this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            MeanDimOp.Call(this, dimensions, keepdim, type);

        public Tensor max() => MaxOp.Call(this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            MaxDimOp.CallPair(this, dim, keepdim);

        public Tensor min() => MinOp.Call(this);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            MinDimOp.CallPair(this, dim, keepdim);

        public Tensor argmin() => ArgminOp.Call(this);

        public Tensor argmin(long dim, bool keepdim = false) => ArgminOp.Call(this, dim, keepdim);

        public Tensor var(bool unbiased = true) => VarAllOp.Call(this, unbiased);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            VarOp.Call(this, dimensions, unbiased, keepdim);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            VarOp.Call(this, (long[])[dim], unbiased, keepdim);

        public Tensor std(bool unbiased = true) => StdAllOp.Call(this, unbiased);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            StdOp.Call(this, dimensions, unbiased, keepdim);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            StdOp.Call(this, (long[])[dim], unbiased, keepdim);

        public Tensor norm(float p = 2f) => NormOp.Call(this, (double)p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2f) =>
            NormDimOp.Call(this, (double)p, (long[])[dim], keepdim);

        public Tensor all() => AllOp.Call(this);

        public Tensor all(long dim, bool keepdim = false) => AllDimOp.Call(this, dim, keepdim);

        public Tensor any() => AnyOp.Call(this);

        public Tensor any(long dim, bool keepdim = false) => AnyDimOp.Call(this, dim, keepdim);

        public Tensor cumprod(long dim, ScalarType? type = null) => CumprodOp.Call(this, dim, type);

        public Tensor cumsum(long dim, ScalarType? type = null) => CumsumOp.Call(this, dim, type);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            SortOp.CallPair(this, dim, descending);

        public Tensor median() => MedianOp.Call(this);

        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => QuantileOp.Call(this, q, dim, keepdim);
    }

    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);

    public static Tensor mean(Tensor input) => input.mean();

    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
        input.mean(dimensions, keepdim, type);

    public static Tensor max(Tensor input) => input.max();

    public static Tensor min(Tensor input) => input.min();

    public static Tensor argmin(Tensor input, long dim, bool keepdim = false) => input.argmin(dim, keepdim);

}
