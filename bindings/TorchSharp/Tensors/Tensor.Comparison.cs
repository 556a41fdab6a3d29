using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator EqOp = new("aten::eq.Tensor", "self other");
        private static readonly Operator EqScalarOp = new("aten::eq.Scalar", "self other");
        private static readonly Operator NeOp = new("aten::ne.Tensor", "self other");
        private static readonly Operator NeScalarOp = new("aten::ne.Scalar", "self other");
        private static readonly Operator LtOp = new("aten::lt.Tensor", "self other");
        private static readonly Operator LtScalarOp = new("aten::lt.Scalar", "self other");
        private static readonly Operator LeOp = new("aten::le.Tensor", "self other");
        private static readonly Operator LeScalarOp = new("aten::le.Scalar", "self other");
        private static readonly Operator GtOp = new("aten::gt.Tensor", "self other");
        private static readonly Operator GtScalarOp = new("aten::gt.Scalar", "self other");
        private static readonly Operator GeOp = new("aten::ge.Tensor", "self other");
        private static readonly Operator GeScalarOp = new("aten::ge.Scalar", "self other");
        private static readonly Operator BitwiseAndOp = new("aten::bitwise_and.Tensor", "self other");
        private static readonly Operator BitwiseOrOp = new("aten::bitwise_or.Tensor", "self other");
        private static readonly Operator BitwiseXorOp = new("aten::bitwise_xor.Tensor", "self other");
        private static readonly Operator WhereOp = new("aten::where.self", "condition self other");
        private static readonly Operator MaskedFillOp = new("aten::masked_fill.Scalar", "self mask value");
        private static readonly Operator AllCloseOp = new("aten::allclose", "self other rtol atol equal_nan");
        private static readonly Operator EqualOp = new("aten::equal", "self other");

        public Tensor eq(Tensor target) => EqOp.Call(this, target);

        public Tensor eq(Scalar target) => EqScalarOp.Call(this, target);

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        public Tensor ne(Tensor target) => NeOp.Call(this, target);

        public Tensor ne(Scalar target) => NeScalarOp.Call(this, target);

        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        public Tensor lt(Tensor target) => LtOp.Call(this, target);

        public Tensor lt(Scalar target) => LtScalarOp.Call(this, target);

        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        public Tensor le(Tensor target) => LeOp.Call(this, target);

        public Tensor le(Scalar target) => LeScalarOp.Call(this, target);

        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        public Tensor gt(Tensor target) => GtOp.Call(this, target);

        public Tensor gt(Scalar target) => GtScalarOp.Call(this, target);

        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        public Tensor ge(Tensor target) => GeOp.Call(this, target);

        public Tensor ge(Scalar target) => GeScalarOp.Call(this, target);

        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        public static Tensor operator &(Tensor left, Tensor right) => BitwiseAndOp.Call(left, right);

        public static Tensor operator |(Tensor left, Tensor right) => BitwiseOrOp.Call(left, right);

        public static Tensor operator ^(Tensor left, Tensor right) => BitwiseXorOp.Call(left, right);

        public Tensor where(Tensor condition, Tensor y) => WhereOp.Call(condition, this, y);

        public Tensor masked_fill(Tensor mask, Scalar value) => MaskedFillOp.Call(this, mask, value);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            AllCloseOp.CallBool(this, target, rtol, atol, equal_nan);

        public Tensor equal(Tensor target) => eq(target);

        public override bool Equals(object? obj) => obj is Tensor other
            && (ReferenceEquals(this, other) || (dtype == other.dtype && EqualOp.CallBool(this, other)));

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);

    public static bool allclose(
        Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);

}
