using TorchSharp.Modules;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator Relu = new("aten::relu", "self");
            private static readonly Operator ReluInPlace = new("aten::relu_", "self");
            private static readonly Operator Relu6 = new("aten::relu6", "self");
            private static readonly Operator LeakyRelu = new("aten::leaky_relu", "self negative_slope");
            private static readonly Operator LeakyReluInPlace = new("aten::leaky_relu_", "self negative_slope");
            private static readonly Operator Elu = new("aten::elu", "self alpha");
            private static readonly Operator EluInPlace = new("aten::elu_", "self alpha");
            private static readonly Operator Gelu = new("aten::gelu", "self approximate");
            private static readonly Operator GeluInPlace = new("aten::gelu_", "self approximate");
            private static readonly Operator Silu = new("aten::silu", "self");
            private static readonly Operator SiluInPlace = new("aten::silu_", "self");
            private static readonly Operator Mish = new("aten::mish", "self");
            private static readonly Operator MishInPlace = new("aten::mish_", "self");
            private static readonly Operator Sigmoid = new("aten::sigmoid", "self");
            private static readonly Operator SigmoidInPlace = new("aten::sigmoid_", "self");
            private static readonly Operator Tanh = new("aten::tanh", "self");
            private static readonly Operator TanhInPlace = new("aten::tanh_", "self");
            private static readonly Operator Hardtanh = new("aten::hardtanh", "self min_val max_val");
            private static readonly Operator HardtanhInPlace = new("aten::hardtanh_", "self min_val max_val");
            private static readonly Operator Softplus = new("aten::softplus", "self beta threshold");
            private static readonly Operator Softmax = new("aten::softmax.int", "self dim dtype");
            private static readonly Operator LogSoftmax = new("aten::log_softmax.int", "self dim");
            private static readonly Operator Glu = new("aten::glu", "self dim");

            public static Tensor relu(Tensor x, bool inplace = false) =>
                inplace ? ReluInPlace.InPlace(x).alias() : Relu.Call(x);

            public static Tensor relu6(Tensor x, bool inplace = false) =>
                inplace ? HardtanhInPlace.InPlace(x, 0.0, 6.0).alias() : Relu6.Call(x);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => inplace
                ? LeakyReluInPlace.InPlace(input, negative_slope).alias()
                : LeakyRelu.Call(input, negative_slope);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) =>
                inplace ? EluInPlace.InPlace(x, alpha).alias() : Elu.Call(x, alpha);

            public static Tensor gelu(Tensor x) => gelu(x, Modules.GELU.Approximate.none);

            public static Tensor gelu(Tensor x, bool inplace) => gelu(x, Modules.GELU.Approximate.none, inplace);

            /// <summary><c>x Φ(x)</c>, exact or by the tanh formula.</summary>
            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false)
            {
                string method = approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none";
                return inplace ? GeluInPlace.InPlace(x, method).alias() : Gelu.Call(x, method);
            }

            public static Tensor silu(Tensor x, bool inplace = false) =>
                inplace ? SiluInPlace.InPlace(x).alias() : Silu.Call(x);

            public static Tensor mish(Tensor x, bool inplace = false) =>
                inplace ? MishInPlace.InPlace(x).alias() : Mish.Call(x);

            public static Tensor sigmoid(Tensor x) => Sigmoid.Call(x);

            public static Tensor sigmoid(Tensor x, bool inplace) =>
                inplace ? SigmoidInPlace.InPlace(x).alias() : Sigmoid.Call(x);

            public static Tensor tanh(Tensor x, bool inplace = false) =>
                inplace ? TanhInPlace.InPlace(x).alias() : Tanh.Call(x);

            public static Tensor hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false) =>
                inplace
                ? HardtanhInPlace.InPlace(x, min_val, max_val).alias()
                : Hardtanh.Call(x, min_val, max_val);

            /// <summary><c>log(1 + exp(βx)) / β</c>, linear above the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) =>
                Softplus.Call(x, beta, threshold);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) =>
                Softmax.Call(input, dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => LogSoftmax.Call(x, dim);

            public static Tensor glu(Tensor input, long dim = -1) => Glu.Call(input, dim);
        }
    }
}
