using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AddOp = new("aten::add.Tensor", "self other alpha");
        private static readonly Operator AddScalarOp = new("aten::add.Scalar", "self other alpha");
        private static readonly Operator AddInPlaceOp = new("aten::add_.Tensor", "self other alpha");
        private static readonly Operator AddScalarInPlaceOp = new("aten::add_.Scalar", "self other alpha");
        private static readonly Operator SubOp = new("aten::sub.Tensor", "self other alpha");
        private static readonly Operator SubScalarOp = new("aten::sub.Scalar", "self other alpha");
        private static readonly Operator SubInPlaceOp = new("aten::sub_.Tensor", "self other alpha");
        private static readonly Operator SubScalarInPlaceOp = new("aten::sub_.Scalar", "self other alpha");
        private static readonly Operator MulOp = new("aten::mul.Tensor", "self other");
        private static readonly Operator MulScalarOp = new("aten::mul.Scalar", "self other");
        private static readonly Operator MulInPlaceOp = new("aten::mul_.Tensor", "self other");
        private static readonly Operator MulScalarInPlaceOp = new("aten::mul_.Scalar", "self other");
        private static readonly Operator DivOp = new("aten::div.Tensor", "self other");
        private static readonly Operator DivScalarOp = new("aten::div.Scalar", "self other");
        private static readonly Operator DivInPlaceOp = new("aten::div_.Tensor", "self other");
        private static readonly Operator DivScalarInPlaceOp = new("aten::div_.Scalar", "self other");
        private static readonly Operator DivModeOp = new("aten::div.Tensor_mode", "self other rounding_mode");
        private static readonly Operator DivScalarModeOp = new("aten::div.Scalar_mode", "self other rounding_mode");
        private static readonly Operator RsubOp = new("aten::rsub.Scalar", "self other");
        private static readonly Operator RemainderOp = new("aten::remainder.Tensor", "self other");
        private static readonly Operator RemainderScalarOp = new("aten::remainder.Scalar", "self other");
        private static readonly Operator MaximumOp = new("aten::maximum", "self other");
        private static readonly Operator MinimumOp = new("aten::minimum", "self other");
        private static readonly Operator LerpOp = new("aten::lerp.Tensor", "self end weight");

        public Tensor add(Tensor target) => AddOp.Call(this, target);

        public Tensor add(Scalar scalar) => AddScalarOp.Call(this, scalar);

        public Tensor add_(Tensor target) => AddInPlaceOp.InPlace(this, target);

        public Tensor add_(Scalar scalar) => AddScalarInPlaceOp.InPlace(this, scalar);

        public Tensor sub(Tensor target) => SubOp.Call(this, target);

        public Tensor sub(Scalar target) => SubScalarOp.Call(this, target);

        public Tensor sub_(Tensor target) => SubInPlaceOp.InPlace(this, target);

        public Tensor sub_(Scalar target) => SubScalarInPlaceOp.InPlace(this, target);

        public Tensor mul(Tensor target) => MulOp.Call(this, target);

        public Tensor mul(Scalar target) => MulScalarOp.Call(this, target);

        public Tensor mul_(Tensor target) => MulInPlaceOp.InPlace(this, target);

        public Tensor mul_(Scalar target) => MulScalarInPlaceOp.InPlace(this, target);

        public Tensor div(Tensor target) => DivOp.Call(this, target);

        public Tensor div(Scalar target) => DivScalarOp.Call(this, target);

        public Tensor div_(Tensor target) => DivInPlaceOp.InPlace(this, target);

        public Tensor div_(Scalar target) => DivScalarInPlaceOp.InPlace(this, target);

        public Tensor add(Tensor target, Scalar alpha) => AddOp.Call(this, target, alpha);

        public Tensor add_(Tensor target, Scalar alpha) => AddInPlaceOp.InPlace(this, target, alpha);

        public Tensor div(Tensor target, RoundingMode rounding_mode) =>
            DivModeOp.Call(this, target, Named(rounding_mode));

        public Tensor div(Scalar target, RoundingMode rounding_mode) =>
            DivScalarModeOp.Call(this, target, Named(rounding_mode));

        public Tensor remainder(Tensor target) => RemainderOp.Call(this, target);

        public Tensor remainder(Scalar scalar) => RemainderScalarOp.Call(this, scalar);

        public Tensor maximum(Tensor other) => MaximumOp.Call(this, other);

        public Tensor minimum(Tensor other) => MinimumOp.Call(this, other);

        public Tensor lerp(Tensor end, Tensor weight) => LerpOp.Call(this, end, weight);

        public static Tensor operator -(Tensor value) => value.neg();

        public static Tensor operator ~(Tensor value) => value.bitwise_not();

        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);

        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);

        public static Tensor operator +(Tensor left, Tensor right) => AddOp.Call(left, right);

        public static Tensor operator +(Tensor left, Scalar right) => AddScalarOp.Call(left, right);

        public static Tensor operator +(Scalar left, Tensor right) => AddScalarOp.Call(right, left);

        public static Tensor operator +(Tensor left, int right) => AddScalarOp.Call(left, right);

        public static Tensor operator +(int left, Tensor right) => AddScalarOp.Call(right, left);

        public static Tensor operator +(Tensor left, long right) => AddScalarOp.Call(left, right);

        public static Tensor operator +(long left, Tensor right) => AddScalarOp.Call(right, left);

        public static Tensor operator +(Tensor left, float right) => AddScalarOp.Call(left, (double)right);

        public static Tensor operator +(float left, Tensor right) => AddScalarOp.Call(right, (double)left);

        public static Tensor operator +(Tensor left, double right) => AddScalarOp.Call(left, right);

        public static Tensor operator +(double left, Tensor right) => AddScalarOp.Call(right, left);

        public static Tensor operator -(Tensor left, Tensor right) => SubOp.Call(left, right);

        public static Tensor operator -(Tensor left, Scalar right) => SubScalarOp.Call(left, right);

        public static Tensor operator -(Scalar left, Tensor right) => RsubOp.Call(right, left);

        public static Tensor operator -(Tensor left, int right) => SubScalarOp.Call(left, right);

        public static Tensor operator -(int left, Tensor right) => RsubOp.Call(right, left);

        public static Tensor operator -(Tensor left, long right) => SubScalarOp.Call(left, right);

        public static Tensor operator -(long left, Tensor right) => RsubOp.Call(right, left);

        public static Tensor operator -(Tensor left, float right) => SubScalarOp.Call(left, (double)right);

        public static Tensor operator -(float left, Tensor right) => RsubOp.Call(right, (double)left);

        public static Tensor operator -(Tensor left, double right) => SubScalarOp.Call(left, right);

        public static Tensor operator -(double left, Tensor right) => RsubOp.Call(right, left);

        public static Tensor operator *(Tensor left, Tensor right) => MulOp.Call(left, right);

        public static Tensor operator *(Tensor left, Scalar right) => MulScalarOp.Call(left, right);

        public static Tensor operator *(Scalar left, Tensor right) => MulScalarOp.Call(right, left);

        public static Tensor operator *(Tensor left, int right) => MulScalarOp.Call(left, right);

        public static Tensor operator *(int left, Tensor right) => MulScalarOp.Call(right, left);

        public static Tensor operator *(Tensor left, long right) => MulScalarOp.Call(left, right);

        public static Tensor operator *(long left, Tensor right) => MulScalarOp.Call(right, left);

        public static Tensor operator *(Tensor left, float right) => MulScalarOp.Call(left, (double)right);

        public static Tensor operator *(float left, Tensor right) => MulScalarOp.Call(right, (double)left);

        public static Tensor operator *(Tensor left, double right) => MulScalarOp.Call(left, right);

        public static Tensor operator *(double left, Tensor right) => MulScalarOp.Call(right, left);

        public static Tensor operator /(Tensor left, Tensor right) => DivOp.Call(left, right);

        public static Tensor operator /(Tensor left, Scalar right) => DivScalarOp.Call(left, right);

        public static Tensor operator /(Scalar left, Tensor right) => Quotient(left, right);

        public static Tensor operator /(Tensor left, int right) => DivScalarOp.Call(left, right);

        public static Tensor operator /(int left, Tensor right) => Quotient(left, right);

        public static Tensor operator /(Tensor left, long right) => DivScalarOp.Call(left, right);

        public static Tensor operator /(long left, Tensor right) => Quotient(left, right);

        public static Tensor operator /(Tensor left, float right) => DivScalarOp.Call(left, (double)right);

        public static Tensor operator /(float left, Tensor right) => Quotient(left, right);

        public static Tensor operator /(Tensor left, double right) => DivScalarOp.Call(left, right);

        public static Tensor operator /(double left, Tensor right) => Quotient(left, right);

        private static Argument Named(RoundingMode mode) => mode == RoundingMode.None ? Argument.None : mode.ToString();

        private static Tensor Quotient(Scalar left, Tensor right)
        {
            using Tensor inverse = right.reciprocal();
            return MulScalarOp.Call(inverse, left);
        }
    }

    public static Tensor add(Tensor left, Tensor right) => left.add(right);

    public static Tensor add(Tensor left, Tensor right, Scalar alpha) => left.add(right, alpha);

    public static Tensor sub(Tensor left, Tensor right) => left.sub(right);

    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);

    public static Tensor div(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div(right, rounding_mode);

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);
}
