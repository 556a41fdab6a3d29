using TorchSharp.Modules;
using TorchSharp.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Gradient descent with momentum: <c>b ← μb + (1−τ)g; p ← p − lr·b</c>, or <c>g + μb</c> with Nesterov.
    /// </summary>
    public sealed class SGD : OptimizerHelper, IMomentum
    {
        public SGD(
            IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0,
            double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : this(
                [new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
        {
        }

        public SGD(
            IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0,
            double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(Options.Of(lr, momentum, dampening, weight_decay, nesterov, maximize))
        {
            foreach (ParamGroup group in parameters)
            {
                add_param_group(group);
            }
        }

        public double Momentum
        {
            get => ((Options)_parameter_groups[0].Options).momentum!.Value;
            set
            {
                foreach (Modules.ParamGroup group in _parameter_groups)
                {
                    ((Options)group.Options).momentum = value;
                }
            }
        }

        public override Tensor? step(Func<Tensor>? closure = null) => _step<Modules.ParamGroup>(
            group => UpdateRuns<State>(
                group, (a, b) => (a.momentum_buffer is null) == (b.momentum_buffer is null),
                (p, g, states) => Update((Options)group.Options, p, g, states)),
            closure);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override OptimizerState NewState(Parameter parameter) => new State(parameter);

        private static void Update(Options options, Tensor[] p, Tensor[] g, State[] states)
        {
            double momentum = options.momentum!.Value;
            if (options.weight_decay!.Value != 0)
            {
                g = Foreach.Plus(g, p, options.weight_decay!.Value);
            }
            if (momentum != 0)
            {
                Tensor[] buffers = Accumulate(g, states, momentum, 1 - options.dampening!.Value);
                g = options.nesterov == true ? Foreach.Plus(g, buffers, momentum) : buffers;
            }
            double rate = options.LearningRate!.Value;
            Foreach.Add(p, g, options.maximize == true ? rate : -rate);
        }

        private static Tensor[] Accumulate(Tensor[] g, State[] states, double momentum, double share)
        {
            if (states[0].momentum_buffer is null)
            {
                for (int i = 0; i < states.Length; i++)
                {
                    states[i].Start(g[i]);
                }
                return [.. states.Select(state => Foreach.AsReal(state.momentum_buffer!))];
            }
            Tensor[] buffers = [.. states.Select(state => Foreach.AsReal(state.momentum_buffer!))];
            Foreach.Mul(buffers, momentum);
            Foreach.Add(buffers, g, share);
            return buffers;
        }

        /// <summary>Settings of a group.</summary>
        public class Options : OptimizerOptions
        {
            public double? momentum;
            public double? dampening;
            public double? weight_decay;
            public bool? nesterov;
            public bool? maximize;

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var from = (Options)source;
                (momentum, dampening, weight_decay) = (from.momentum, from.dampening, from.weight_decay);
                (nesterov, maximize) = (from.nesterov, from.maximize);
            }

            internal static Options Of(
                double lr, double momentum, double dampening, double weight_decay, bool nesterov, bool maximize)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(lr);
                ArgumentOutOfRangeException.ThrowIfNegative(momentum);
                ArgumentOutOfRangeException.ThrowIfNegative(weight_decay);
                if (nesterov && (momentum == 0 || dampening != 0))
                {
                    throw new ArgumentException(
                        "Nesterov momentum requires a momentum and zero dampening.", nameof(nesterov));
                }
                return new Options
                {
                    LearningRate = lr,
                    momentum = momentum,
                    dampening = dampening,
                    weight_decay = weight_decay,
                    nesterov = nesterov,
                    maximize = maximize,
                };
            }

            internal override void FillFrom(OptimizerOptions defaults)
            {
                base.FillFrom(defaults);
                var from = (Options)defaults;
                momentum ??= from.momentum;
                dampening ??= from.dampening;
                weight_decay ??= from.weight_decay;
                nesterov ??= from.nesterov;
                maximize ??= from.maximize;
            }
        }

        /// <summary>Parameters that share settings.</summary>
        public class ParamGroup : ParamGroup<Options>, IMomentum
        {
            public ParamGroup()
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false)
                : base(parameters, Options.Of(lr, momentum, dampening, weight_decay, nesterov, maximize))
            {
            }

            public double Momentum
            {
                get => Options.momentum!.Value;
                set => Options.momentum = value;
            }
        }

        /// <summary>What is remembered of one parameter: nothing before the first step with momentum.</summary>
        public sealed class State(Parameter parameter) : OptimizerState(parameter)
        {
            public Tensor? momentum_buffer;

            public override void Initialize(OptimizerOptions options) => momentum_buffer = null;

            public override void LoadStateDict(OptimizerState source) =>
                momentum_buffer = Load(momentum_buffer, ((State)source).momentum_buffer, nameof(momentum_buffer));

            public override void to(Device device) => momentum_buffer = Moved(momentum_buffer, device);

            public override void Dispose() => momentum_buffer?.Dispose();

            internal void Start(Tensor gradient)
            {
                momentum_buffer = Zeros();
                Foreach.AsReal(momentum_buffer).copy_(gradient);
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(
                IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(
                IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0,
                double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(
                    parameters.Select(named =>
                        named.parameter), learningRate, momentum, dampening, weight_decay, nesterov,
                    maximize);

            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
