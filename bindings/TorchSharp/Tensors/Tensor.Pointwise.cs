using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator AbsOp = new("aten::abs", "self");
        private static readonly Operator NegOp = new("aten::neg", "self");
        private static readonly Operator ExpOp = new("aten::exp", "self");
        private static readonly Operator LogOp = new("aten::log", "self");
        private static readonly Operator SqrtOp = new("aten::sqrt", "self");
        private static readonly Operator ReciprocalOp = new("aten::reciprocal", "self");
        private static readonly Operator SquareOp = new("aten::square", "self");
        private static readonly Operator SinOp = new("aten::sin", "self");
        private static readonly Operator CosOp = new("aten::cos", "self");
        private static readonly Operator Atan2Op = new("aten::atan2", "self other");
        private static readonly Operator TanhOp = new("aten::tanh", "self");
        private static readonly Operator ErfOp = new("aten::erf", "self");
        private static readonly Operator SigmoidOp = new("aten::sigmoid", "self");
        private static readonly Operator ReluOp = new("aten::relu", "self");
        private static readonly Operator SiluOp = new("aten::silu", "self");
        private static readonly Operator FloorOp = new("aten::floor", "self");
        private static readonly Operator TruncOp = new("aten::trunc", "self");
        private static readonly Operator SignOp = new("aten::sign", "self");
        private static readonly Operator IsfiniteOp = new("aten::isfinite", "self");
        private static readonly Operator LogicalNotOp = new("aten::logical_not", "self");
        private static readonly Operator BitwiseNotOp = new("aten::bitwise_not", "self");
        private static readonly Operator RealOp = new("aten::real", "self");
        private static readonly Operator ImagOp = new("aten::imag", "self");
        private static readonly Operator ZeroInPlaceOp = new("aten::zero_", "self");
        private static readonly Operator GeluOp = new("aten::gelu", "self approximate");
        private static readonly Operator SoftplusOp = new("aten::softplus", "self beta threshold");
        private static readonly Operator LeakyReluOp = new("aten::leaky_relu", "self negative_slope");
        private static readonly Operator RoundOp = new("aten::round.decimals", "self decimals");
        private static readonly Operator ClampOp = new("aten::clamp", "self min max");
        private static readonly Operator ClampTensorOp = new("aten::clamp.Tensor", "self min max");
        private static readonly Operator ClampInPlaceOp = new("aten::clamp_", "self min max");
        private static readonly Operator PowScalarOp = new("aten::pow.Tensor_Scalar", "self exponent");
        private static readonly Operator PowTensorOp = new("aten::pow.Tensor_Tensor", "self exponent");
        private static readonly Operator FillOp = new("aten::fill_.Scalar", "self value");

        public Tensor abs() => AbsOp.Call(this);

        public Tensor neg() => NegOp.Call(this);

        public Tensor exp() => ExpOp.Call(this);

        public Tensor log() => LogOp.Call(this);

        public Tensor sqrt() => SqrtOp.Call(this);

        public Tensor reciprocal() => ReciprocalOp.Call(this);

        public Tensor square() => SquareOp.Call(this);

        public Tensor sin() => SinOp.Call(this);

        public Tensor cos() => CosOp.Call(this);

        public Tensor atan2(Tensor other) => Atan2Op.Call(this, other);

        public Tensor tanh() => TanhOp.Call(this);

        public Tensor erf() => ErfOp.Call(this);

        public Tensor sigmoid() => SigmoidOp.Call(this);

        public Tensor relu() => ReluOp.Call(this);

        public Tensor silu() => SiluOp.Call(this);

        public Tensor floor() => FloorOp.Call(this);

        public Tensor trunc() => TruncOp.Call(this);

        public Tensor sign() => SignOp.Call(this);

        public Tensor isfinite() => IsfiniteOp.Call(this);

        public Tensor logical_not() => LogicalNotOp.Call(this);

        public Tensor bitwise_not() => BitwiseNotOp.Call(this);

        public Tensor real => RealOp.Call(this);

        public Tensor imag => ImagOp.Call(this);

        public Tensor zero_() => ZeroInPlaceOp.InPlace(this);

        public Tensor gelu() => GeluOp.Call(this, "none");

        public Tensor softplus(double beta = 1, double threshold = 20) => SoftplusOp.Call(this, beta, threshold);

        public Tensor leaky_relu(Scalar negative_slope) => LeakyReluOp.Call(this, negative_slope);

        public Tensor round(long decimals = 0) => RoundOp.Call(this, decimals);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => ClampOp.Call(this, min, max);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => ClampTensorOp.Call(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => ClampInPlaceOp.InPlace(this, min, max);

        public Tensor clamp_min(Scalar min) => ClampOp.Call(this, min, Argument.None);

        public Tensor pow(Scalar exponent) => PowScalarOp.Call(this, exponent);

        public Tensor pow(Tensor exponent) => PowTensorOp.Call(this, exponent);

        public Tensor fill_(Scalar value) => FillOp.InPlace(this, value);
    }

    public static Tensor abs(Tensor input) => input.abs();

    public static Tensor neg(Tensor input) => input.neg();

    public static Tensor exp(Tensor input) => input.exp();

    public static Tensor log(Tensor input) => input.log();

    public static Tensor sqrt(Tensor input) => input.sqrt();

    public static Tensor reciprocal(Tensor input) => input.reciprocal();

    public static Tensor square(Tensor input) => input.square();

    public static Tensor sin(Tensor input) => input.sin();

    public static Tensor cos(Tensor input) => input.cos();

    public static Tensor tanh(Tensor input) => input.tanh();

    public static Tensor erf(Tensor input) => input.erf();

    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    public static Tensor relu(Tensor input) => input.relu();

    public static Tensor silu(Tensor input) => input.silu();

    public static Tensor floor(Tensor input) => input.floor();

    public static Tensor trunc(Tensor input) => input.trunc();

    public static Tensor sign(Tensor input) => input.sign();

    public static Tensor isfinite(Tensor input) => input.isfinite();

    public static Tensor logical_not(Tensor input) => input.logical_not();

    public static Tensor bitwise_not(Tensor input) => input.bitwise_not();

    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    public static Tensor pow(Tensor input, Scalar exponent) => input.pow(exponent);

    public static Tensor round(Tensor input, long decimals = 0) => input.round(decimals);
}
