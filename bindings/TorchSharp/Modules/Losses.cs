using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>A measure of difference, reduced to one number or per element.</summary>
    public abstract class Loss<T1, T2, TResult> : Module<T1, T2, TResult>
    {
        protected Loss(string name, Reduction reduction)
            : base(name) => this.reduction = reduction;

        public Reduction reduction { get; }
    }

    /// <summary><c>(x − y)²</c></summary>
    public sealed class MSELoss : Loss<Tensor, Tensor, Tensor>
    {
        internal MSELoss(Reduction reduction)
            : base(nameof(MSELoss), reduction)
        {
        }

        public override Tensor forward(Tensor input1, Tensor input2) => functional.mse_loss(input1, input2, reduction);
    }

    /// <summary><c>|x − y|</c></summary>
    public sealed class L1Loss : Loss<Tensor, Tensor, Tensor>
    {
        internal L1Loss(Reduction reduction)
            : base(nameof(L1Loss), reduction)
        {
        }

        public override Tensor forward(Tensor input1, Tensor input2) => functional.l1_loss(input1, input2, reduction);
    }

    /// <summary>Quadratic below <c>β</c>, linear above.</summary>
    public sealed class SmoothL1Loss : Loss<Tensor, Tensor, Tensor>
    {
        internal SmoothL1Loss(double beta, Reduction reduction)
            : base(nameof(SmoothL1Loss), reduction) => this.beta = beta;

        public double beta { get; }

        public override Tensor forward(Tensor input1, Tensor input2) =>
            functional.smooth_l1_loss(input1, input2, reduction, beta);
    }

    /// <summary>Quadratic below <c>δ</c>, linear with slope <c>δ</c> above.</summary>
    public sealed class HuberLoss : Loss<Tensor, Tensor, Tensor>
    {
        internal HuberLoss(double delta, Reduction reduction)
            : base(nameof(HuberLoss), reduction) => this.delta = delta;

        public double delta { get; }

        public override Tensor forward(Tensor input1, Tensor input2) =>
            functional.huber_loss(input1, input2, delta, reduction);
    }

    /// <summary>Minus the log-probability of the target class.</summary>
    public sealed class CrossEntropyLoss : Loss<Tensor, Tensor, Tensor>
    {
        public CrossEntropyLoss(
            Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean,
            double label_smoothing = 0)
            : base(nameof(CrossEntropyLoss), reduction)
        {
            (this.ignore_index, this.label_smoothing) = (ignore_index, label_smoothing);
            ConditionallyRegisterBuffer(nameof(weight), weight);
        }

        public long? ignore_index { get; }

        public double label_smoothing { get; }

        public Tensor? weight => OwnBuffer(nameof(weight));

        public override Tensor forward(Tensor input1, Tensor input2) => functional.cross_entropy(
            input1, input2, weight, ignore_index ?? -100, reduction, label_smoothing);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);

            public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);

            public static SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1) =>
                new(beta, reduction);

            public static HuberLoss HuberLoss(double delta = 1, Reduction reduction = Reduction.Mean) =>
                new(delta, reduction);

            public static CrossEntropyLoss CrossEntropyLoss(
                Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) =>
                new(weight, ignore_index, reduction);
        }
    }
}
