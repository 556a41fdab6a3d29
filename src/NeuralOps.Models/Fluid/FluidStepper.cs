using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// One time step of a fluid by a network f: d' = clamp(a·d + f_d, 0, 1), v' = clamp(b·v + f_v, −1, 1), both times
/// 1 − collider where asked, with a and b the carried shares of <see cref="FluidStepperOptions"/>.
/// x [B, 6, H, W] (d, vx, vz, previous d, emitter, collider) → [B, 3, H, W] (d, vx, vz).
/// </summary>
/// <remarks>Weights are named <c>network.*</c>; those of <see cref="Network"/> alone have the reference's
/// names.</remarks>
public sealed class FluidStepper : Module<Tensor, Tensor>, IOnnxExportable
{
    private const int StateChannels = 4;
    private const int MaskChannels = 2;
    private const int FieldChannels = 3;
    private const int Collider = 5;

    private readonly Unet network;

    /// <summary>Steps with a network; the stepper then owns it.</summary>
    /// <param name="network">From 6 to 3 channels; without output activation where its output is added to the
    /// state.</param>
    /// <param name="options">How a state follows from its output.</param>
    /// <exception cref="ArgumentException">The network has other channels, or an output activation where it must not.
    /// </exception>
    public FluidStepper(Unet network, FluidStepperOptions options)
        : base(nameof(FluidStepper))
    {
        Require(network.Options, options);
        this.network = network;
        Options = options;
        RegisterComponents();
    }

    /// <summary>How a state follows from the network's output.</summary>
    public FluidStepperOptions Options { get; }

    /// <summary>The network, to load and save under the reference's names.</summary>
    public Unet Network => network;

    /// <summary>A stepper with a new network of a layout, its output activation and first head weights as the options
    /// need: none and zero where its output is added to the state.</summary>
    /// <param name="network">The layout.</param>
    /// <param name="options">How a state follows from its output.</param>
    public static FluidStepper Create(UnetOptions network, FluidStepperOptions options)
    {
        var layout = Carries(options)
            ? network with { OutputActivation = OutputActivation.None, ZeroHead = true }
            : network;
        return new FluidStepper(new Unet(layout), options);
    }

    /// <summary>The state after a step.</summary>
    /// <param name="state">[B, 4, H, W]: d, vx, vz, previous d.</param>
    /// <param name="masks">Emitter and collider, [B, 2, H, W] for all steps or [B, K, 2, H, W] by step.</param>
    /// <param name="k">Index of the step in [0, K), for masks by step.</param>
    /// <returns>[B, 4, H, W], for the next step.</returns>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is outside the masks.</exception>
    public Tensor Step(Tensor state, Tensor masks, int k = 0)
    {
        Shape.Require(state, "B C H W", [Shape.Any, StateChannels, Shape.Any, Shape.Any]);
        using var scope = NewDisposeScope();
        var mask = MaskOf(state, masks, k);
        var next = call(cat([state, mask], 1)); // [B, 3, H, W]
        var previous = Options.Shift == FluidShift.PreviousDensity ? state : next;
        return cat([next, previous.narrow(1, 0, 1)], 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not [B, 6, H, W], or its grid is not one that the network gives back.
    /// </exception>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = network.call(input); // [B, 3, H, W]
        long[] fields = [input.size(0), FieldChannels, input.size(2), input.size(3)];
        Shape.Require(output, "B C H W", fields, "network output");
        var density = Carry(input.narrow(1, 0, 1), output.narrow(1, 0, 1), Options.DensityCarry).clamp(0, 1);
        var velocity = Carry(input.narrow(1, 1, 2), output.narrow(1, 1, 2), Options.VelocityCarry).clamp(-1, 1);
        var next = cat([density, velocity], 1);
        next = Options.MasksColliders ? next * (1 - input.narrow(1, Collider, 1)) : next;
        return next.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        GraphValue output;
        using (graph.Scope(nameof(network)))
        {
            output = network.Export(graph, input);
        }

        var next = Carries(Options) ? graph.Add(output, ExportCarried(graph, input)) : output;
        next = graph.Node("Max", [next, graph.Constant([0, -1, -1], 3, 1, 1)]);
        next = graph.Node("Min", [next, graph.Constant(1f)]);
        return Options.MasksColliders
            ? graph.Mul(next, graph.Sub(graph.Constant(1f), graph.Slice(input, 1, Collider, Collider + 1)))
            : next;
    }

    private GraphValue ExportCarried(GraphBuilder graph, GraphValue input)
    {
        var (a, b) = ((float)Options.DensityCarry, (float)Options.VelocityCarry);
        return graph.Mul(graph.Slice(input, 1, 0, FieldChannels), graph.Constant([a, b, b], 3, 1, 1));
    }

    private static Tensor Carry(Tensor field, Tensor output, double share) =>
        share == 0 ? output : output.add(field, alpha: share);

    private static Tensor MaskOf(Tensor state, Tensor masks, int k)
    {
        (long batch, long height, long width) = (state.size(0), state.size(2), state.size(3));
        if (masks.ndim != 5)
        {
            Shape.Require(masks, "B C H W", [batch, MaskChannels, height, width]);
            return masks;
        }

        Shape.Require(masks, "B K C H W", [batch, Shape.Any, MaskChannels, height, width]);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(k, masks.size(1));
        return masks.select(1, k);
    }

    private static bool Carries(FluidStepperOptions options) => options.DensityCarry > 0 || options.VelocityCarry > 0;

    private static void Require(UnetOptions network, FluidStepperOptions options)
    {
        if (network.InChannels != StateChannels + MaskChannels || network.OutChannels != FieldChannels)
        {
            throw new ArgumentException(
                $"Expected a network from 6 to 3 channels, got {network.InChannels} to {network.OutChannels}.",
                nameof(network));
        }

        if (Carries(options) && network.OutputActivation != OutputActivation.None)
        {
            throw new ArgumentException(
                "Expected a network without output activation, because its output is added to the state, got "
                + $"{network.OutputActivation}.",
                nameof(network));
        }
    }
}
