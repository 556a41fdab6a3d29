using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A randomly weighted convolutional network that serves as ground truth: a block from C_in to the base channels,
/// layers of 1, 2, 4, 4 … times as many, noise, and a 1×1 convolution to C_out. Its step is that of an
/// <see cref="UpdatePolicy"/>. x [B, C_in, H, W] → [B, C_out, H, W]. Names and layout of the operator-agent reference,
/// whose "CNO" is this and not the alias-free operator of Raonić et al.
/// </summary>
/// <remarks>Every weight is drawn from its own named stream, uniform in ±1/√fan-in (norms start at 1 and 0): the same
/// to the bit on every machine, and without a draw from libtorch's generator.</remarks>
public sealed class RandomOperator : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> conv_blocks;
    private readonly OutputLayer output_layer;

    /// <summary>An operator in evaluation mode.</summary>
    /// <param name="options">Its layout.</param>
    /// <param name="weights">Names the weights; its position does not matter and does not move.</param>
    /// <exception cref="ArgumentException">The scale of dropout noise is greater than 1.</exception>
    public RandomOperator(RandomOperatorOptions options, RandomStream weights)
        : base(nameof(RandomOperator))
    {
        if (options is { NoiseType: NoiseKind.Dropout, NoiseScale: > 1 })
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Expected a dropout noise scale of at most 1, got {options.NoiseScale}."),
                nameof(options));
        }

        Options = options;
        using var generator = get_rng_state();
        conv_blocks = ModuleList<Module<Tensor, Tensor>>(Blocks(options));
        output_layer = new OutputLayer(Width(options, options.NumLayers - 1), options.OutputChannels);
        set_rng_state(generator);
        RegisterComponents();
        foreach ((string name, var module) in named_modules())
        {
            Fill(name, module, weights);
        }

        eval();
    }

    /// <summary>The layout.</summary>
    public RandomOperatorOptions Options { get; }

    /// <inheritdoc/>
    /// <remarks>Without noise.</remarks>
    /// <exception cref="ArgumentException">The input is not [B, C_in, H, W].</exception>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return output_layer.call(Features(input)).MoveToOuterDisposeScope();
    }

    /// <summary>Runs forward without noise and keeps what the first block and the last gave.</summary>
    /// <param name="x">[B, C_in, H, W].</param>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>.</exception>
    public RandomOperatorTrace Trace(Tensor x)
    {
        using var scope = NewDisposeScope();
        var early = conv_blocks[0].call(Checked(x));
        var features = Layers(early);
        var output = output_layer.call(features);
        return new RandomOperatorTrace(
            early.MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope(), output.MoveToOuterDisposeScope());
    }

    /// <summary>The state after a step of the policy.</summary>
    /// <param name="x">[B, C, H, W] with C = C_in = C_out.</param>
    /// <param name="step">The step's index from 0, for the schedule of the noise.</param>
    /// <param name="noise">Gives the noise; null for none.</param>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>, or C_in and C_out differ.</exception>
    public Tensor Step(Tensor x, int step = 0, RandomStream? noise = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (Options.InputChannels != Options.OutputChannels)
        {
            throw new ArgumentException(
                $"Expected as many output as input channels, got {Options.OutputChannels} and "
                + $"{Options.InputChannels}.",
                nameof(x));
        }

        using var scope = NewDisposeScope();
        var features = Features(x);
        features = noise is null ? features : OperatorNoise.Apply(features, Options, step, noise);
        var output = output_layer.call(features); // [B, C, H, W]
        var next = Options.UpdatePolicy switch
        {
            UpdatePolicy.Residual => x + (Options.PolicyDt * output),
            UpdatePolicy.Convex => (Options.PolicyAlpha * x) + ((1 - Options.PolicyAlpha) * output),
            _ => output,
        };
        return next.MoveToOuterDisposeScope();
    }

    private static Module<Tensor, Tensor>[] Blocks(RandomOperatorOptions options)
    {
        var block = new ConvBlockOptions
        {
            KernelSize = options.KernelSize,
            Normalization = options.Normalization,
            Activation = options.Activation,
            Dropout = options.DropoutRate,
        };
        Module<Tensor, Tensor> Layer(int i)
        {
            int channels = i == 0 ? options.BaseChannels : Width(options, i - 1);
            return options.NumLayers > 3
                ? new ResidualBlock(channels, Width(options, i), block)
                : new ConvBlock(channels, Width(options, i), block);
        }

        var first = new ConvBlock(options.InputChannels, options.BaseChannels, block);
        return [first, .. Enumerable.Range(0, options.NumLayers).Select(Layer)];
    }

    private static int Width(RandomOperatorOptions options, int layer) => options.BaseChannels << Math.Min(layer, 2);

    private static void Fill(string name, Module module, RandomStream weights)
    {
        if (module is not Conv2d convolution)
        {
            return;
        }

        double bound = 1 / Math.Sqrt(convolution.weight.numel() / convolution.weight.size(0));
        Fill(convolution.weight, bound, weights.Split($"{name}.weight"));
        if (convolution.bias is { } bias)
        {
            Fill(bias, bound, weights.Split($"{name}.bias"));
        }
    }

    private static void Fill(Tensor parameter, double bound, RandomStream random)
    {
        float[] values = new float[parameter.numel()];
        random.FillUniform(values);
        foreach (ref float value in values.AsSpan())
        {
            value = (float)(((2.0 * value) - 1) * bound);
        }

        using var quiet = no_grad();
        using var drawn = tensor(values, parameter.shape);
        parameter.copy_(drawn);
    }

    private Tensor Checked(Tensor x)
    {
        Shape.Require(x, "B C_in H W", [Shape.Any, Options.InputChannels, Shape.Any, Shape.Any]);
        return x;
    }

    private Tensor Features(Tensor x) => Layers(conv_blocks[0].call(Checked(x)));

    private Tensor Layers(Tensor x)
    {
        for (int i = 1; i < conv_blocks.Count; i++)
        {
            x = conv_blocks[i].call(x); // [B, base·2^min(i−1, 2), H, W]
        }

        return x;
    }

    /// <summary>The 1×1 convolution under the reference's name.</summary>
    private sealed class OutputLayer : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv;

        public OutputLayer(int inChannels, int outChannels)
            : base(nameof(OutputLayer))
        {
            conv = Conv2d(inChannels, outChannels, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => conv.call(input);
    }
}
