using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>One native call for the same operation on many tensors.</summary>
internal static class Foreach
{
    private static readonly Operator AddListOperator = new("aten::_foreach_add.List", "self other alpha");
    private static readonly Operator AddListInPlace = new("aten::_foreach_add_.List", "self other alpha");
    private static readonly Operator AddScalarInPlace = new("aten::_foreach_add_.Scalar", "self scalar");
    private static readonly Operator MulScalarInPlace = new("aten::_foreach_mul_.Scalar", "self scalar");
    private static readonly Operator DivScalarInPlace = new("aten::_foreach_div_.Scalar", "self scalar");
    private static readonly Operator AddCMulInPlace =
        new("aten::_foreach_addcmul_.Scalar", "self tensor1 tensor2 value");
    private static readonly Operator AddCDivInPlace =
        new("aten::_foreach_addcdiv_.Scalar", "self tensor1 tensor2 value");
    private static readonly Operator MaximumInPlace = new("aten::_foreach_maximum_.List", "self other");
    private static readonly Operator SqrtOperator = new("aten::_foreach_sqrt", "self");
    private static readonly Operator NegOperator = new("aten::_foreach_neg", "self");
    private static readonly Operator ZeroInPlace = new("aten::_foreach_zero_", "self");
    private static readonly Operator NormOperator = new("aten::_foreach_norm.Scalar", "self ord");
    private static readonly Operator ViewAsReal = new("aten::view_as_real", "self");
    private static readonly Operator Stack = new("aten::stack", "tensors dim");
    private static readonly Operator VectorNorm = new("aten::linalg_vector_norm", "self ord");

    /// <summary><c>self + alpha other</c>, new tensors.</summary>
    public static Tensor[] Plus(Tensor[] self, Tensor[] other, double alpha) =>
        AddListOperator.CallMany(self, other, alpha)!;

    public static Tensor[] Sqrt(Tensor[] self) => SqrtOperator.CallMany(self)!;

    public static Tensor[] Neg(Tensor[] self) => NegOperator.CallMany(self)!;

    public static void Add(Tensor[] self, Tensor[] other, double alpha) => AddListInPlace.CallMany(self, other, alpha);

    public static void Add(Tensor[] self, double scalar) => AddScalarInPlace.CallMany(self, scalar);

    public static void Mul(Tensor[] self, double scalar) => MulScalarInPlace.CallMany(self, scalar);

    public static void Div(Tensor[] self, double scalar) => DivScalarInPlace.CallMany(self, scalar);

    public static void AddCMul(Tensor[] self, Tensor[] tensor1, Tensor[] tensor2, double value) =>
        AddCMulInPlace.CallMany(self, tensor1, tensor2, value);

    public static void AddCDiv(Tensor[] self, Tensor[] tensor1, Tensor[] tensor2, double value) =>
        AddCDivInPlace.CallMany(self, tensor1, tensor2, value);

    public static void Maximum(Tensor[] self, Tensor[] other) => MaximumInPlace.CallMany(self, other);

    public static void Zero(Tensor[] self) => ZeroInPlace.CallMany(self);

    /// <summary>The tensor itself, or a complex one as pairs of reals.</summary>
    public static Tensor AsReal(Tensor tensor) => tensor.is_complex() ? ViewAsReal.Call(tensor) : tensor;

    /// <summary>The norm of all elements together.</summary>
    public static Tensor Norm(Tensor[] self, double order)
    {
        Tensor[] norms = NormOperator.CallMany(self, order)!;
        using Tensor all = Stack.Call(norms, 0);
        foreach (Tensor norm in norms)
        {
            norm.Dispose();
        }
        return VectorNorm.Call(all, order);
    }
}
