using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How a loss combines its elements.</summary>
        public enum Reduction
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static partial class functional
        {
            private static readonly Operator MseLoss = new("aten::mse_loss", "self target reduction");
            private static readonly Operator L1Loss = new("aten::l1_loss", "self target reduction");
            private static readonly Operator SmoothL1Loss = new("aten::smooth_l1_loss", "self target reduction beta");
            private static readonly Operator HuberLoss = new("aten::huber_loss", "self target reduction delta");
            private static readonly Operator CrossEntropy = new(
                "aten::cross_entropy_loss", "self target weight reduction ignore_index label_smoothing");
            private static readonly Operator KlDiv = new("aten::kl_div", "self target reduction log_target");
            private static readonly Operator BinaryCrossEntropyWithLogits =
                new("aten::binary_cross_entropy_with_logits", "self target weight pos_weight reduction");

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                MseLoss.Call(input, target, (long)reduction);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                L1Loss.Call(input, target, (long)reduction);

            public static Tensor smooth_l1_loss(
                Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) => beta == 0
                    ? l1_loss(input, target, reduction)
                    : SmoothL1Loss.Call(input, target, (long)reduction, beta);

            public static Tensor huber_loss(
                Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean) =>
                HuberLoss.Call(input, target, (long)reduction, delta);

            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                CrossEntropy.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>As in the official API, the target is a log-probability unless told otherwise.</summary>
            public static Tensor kl_div(
                Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                KlDiv.Call(input, target, (long)reduction, log_target);

            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean,
                Tensor? pos_weights = null) =>
                BinaryCrossEntropyWithLogits.Call(input, target, weight, pos_weights, (long)reduction);
        }
    }
}
