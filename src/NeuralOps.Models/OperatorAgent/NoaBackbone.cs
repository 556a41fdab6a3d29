using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// One time step of a field by a neural operator, in the form of <see cref="StepMode"/>.
/// state [B, S, H, W] → the next state [B, S, H, W]; S is <see cref="NoaOptions.StateChannels"/>, the field u comes
/// first.
/// </summary>
/// <remarks>
/// Residual and direct steps are the reference's backbone with its weight names (<c>operator.*</c>). The response step
/// departs from it, because the weights of an unseen operator O cannot be told from its parameters, but its response to
/// the last state can be observed: r = (u_t − a·u_{t−1}) / b for an update u_t = a·u_{t−1} + b·O(u_{t−1}). The last
/// convolution starts at 0, so an untrained backbone holds the response.
/// </remarks>
public sealed class NoaBackbone : Module<Tensor, Tensor>, IOnnxExportable
{
    private const string LastLayer = "decoder.output.";

    private readonly UAfno @operator;

    /// <summary>A backbone with random weights from the default generator.</summary>
    /// <param name="options">Operator and step.</param>
    /// <exception cref="ArgumentException">The operator's input channels are not those of the state.</exception>
    public NoaBackbone(NoaOptions options)
        : base(nameof(NoaBackbone))
    {
        ArgumentNullException.ThrowIfNull(options);
        (int from, int to) = (options.Operator.InChannels, options.Operator.OutChannels);
        if (from != options.StateChannels(to))
        {
            throw new ArgumentException(
                $"Expected an operator from {options.StateChannels(to)} to {to} channels for a "
                + $"{options.Mode} step, got one from {from}.",
                nameof(options));
        }

        Options = options;
        @operator = new UAfno(options.Operator);
        if (options.Mode == StepMode.Response)
        {
            foreach (var (name, parameter) in @operator.named_parameters())
            {
                _ = name.StartsWith(LastLayer, StringComparison.Ordinal) ? init.zeros_(parameter) : parameter;
            }
        }

        RegisterComponents();
    }

    /// <summary>Operator and step.</summary>
    public NoaOptions Options { get; }

    /// <summary>The operator, to train at a grid.</summary>
    public UAfno Operator => @operator;

    private int Channels => Options.Operator.OutChannels;

    /// <summary>The state at a frame of a trajectory.</summary>
    /// <param name="trajectory">[B, T, C, H, W].</param>
    /// <param name="frame">In [<see cref="NoaOptions.FirstFrame"/>, T).</param>
    /// <param name="shares">a and b of each sample, [B, 2]; used by response steps only.</param>
    /// <returns>[B, S, H, W].</returns>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The frame is too early or too late.</exception>
    public Tensor StateOf(Tensor trajectory, int frame, Tensor shares)
    {
        Shape.Require(trajectory, "B T C H W", [Shape.Any, Shape.Any, Channels, Shape.Any, Shape.Any]);
        ArgumentOutOfRangeException.ThrowIfLessThan(frame, Options.FirstFrame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, trajectory.size(1));
        if (Options.Mode != StepMode.Response)
        {
            return trajectory.select(1, frame);
        }

        using var scope = NewDisposeScope();
        var u = trajectory.select(1, frame);
        var r = Response(trajectory.narrow(1, frame - 1, 2), shares).select(1, 0);
        var spread = shares.unsqueeze(-1).unsqueeze(-1).expand(-1, -1, u.size(2), u.size(3));
        return cat([u, r, spread], 1).MoveToOuterDisposeScope();
    }

    /// <summary>The responses of the operator that made a trajectory, r_t = (u_{t+1} − a·u_t) / b.</summary>
    /// <param name="trajectory">[B, T+1, C, H, W].</param>
    /// <param name="shares">a and b of each sample, [B, 2].</param>
    /// <returns>[B, T, C, H, W].</returns>
    /// <exception cref="ArgumentException">The shares have another shape.</exception>
    public static Tensor Response(Tensor trajectory, Tensor shares)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        Shape.Require(shares, "B 2", [trajectory.size(0), 2]);
        using var scope = NewDisposeScope();
        long steps = trajectory.size(1) - 1;
        var (a, b) = (shares.narrow(1, 0, 1).view(-1, 1, 1, 1, 1), shares.narrow(1, 1, 1).view(-1, 1, 1, 1, 1));
        return ((trajectory.narrow(1, 1, steps) - (a * trajectory.narrow(1, 0, steps))) / b).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The state is not [B, S, H, W].</exception>
    /// <exception cref="InvalidOperationException">The operator takes parameters.</exception>
    public override Tensor forward(Tensor input) => Step(input);

    /// <summary>The state after a step.</summary>
    /// <param name="state">[B, S, H, W].</param>
    /// <param name="parameters">θ [B, P] of an operator that takes parameters, else null.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    /// <exception cref="InvalidOperationException">The operator takes parameters and θ is missing, or the other way
    /// round.</exception>
    public Tensor Step(Tensor state, Tensor? parameters = null)
    {
        using var scope = NewDisposeScope();
        var output = @operator.forward(state, parameters); // [B, C, H, W]
        return Next(state, output).MoveToOuterDisposeScope();
    }

    /// <summary>The operator's bottleneck for a state, [B, C_b, H / 2^L, W / 2^L].</summary>
    /// <param name="state">[B, S, H, W].</param>
    /// <param name="parameters">θ [B, P] of an operator that takes parameters, else null.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    /// <exception cref="InvalidOperationException">As of <see cref="Step"/>.</exception>
    public Tensor Bottleneck(Tensor state, Tensor? parameters = null)
    {
        using var scope = NewDisposeScope();
        return @operator.Features(state, parameters).Bottleneck.MoveToOuterDisposeScope();
    }

    /// <summary>Rolls out from a state; gradients are recorded where they are on.</summary>
    /// <param name="initial">[B, S, H, W].</param>
    /// <param name="steps">T, from 1.</param>
    /// <param name="allSteps">Whether every field is returned, otherwise only the last.</param>
    /// <param name="realizations">M, from 1; above 1, that many rollouts of each sample, which differ where the
    /// operator draws random numbers (dropout in training mode).</param>
    /// <param name="parameters">θ [B, P] of an operator that takes parameters, else null.</param>
    /// <returns>[B, T+1, C, H, W] with the initial field at index 0, or [B, C, H, W]; with an axis M behind B where
    /// there are several realisations.</returns>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public Tensor Rollout(
        Tensor initial, int steps, bool allSteps = true, int realizations = 1, Tensor? parameters = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(realizations, 1);
        using var scope = NewDisposeScope();
        var state = Repeat(initial, realizations); // [B·M, S, H, W]
        var theta = parameters is null ? null : Repeat(parameters, realizations);
        var fields = new List<Tensor> { Field(state) };
        for (int t = 0; t < steps; t++)
        {
            state = Step(state, theta);
            fields.Add(Field(state));
        }

        var result = allSteps ? stack(fields, 1) : fields[^1].clone();
        return (realizations == 1 ? result : result.unflatten(0, [-1, realizations])).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input) => Export(graph, input, null);

    /// <summary>Appends the nodes and weights of a step.</summary>
    /// <param name="graph">The graph to append to.</param>
    /// <param name="state">[B, S, H, W].</param>
    /// <param name="parameters">θ [B, P] of an operator that takes parameters, else null.</param>
    /// <exception cref="InvalidOperationException">As of <see cref="Step"/>.</exception>
    public GraphValue Export(GraphBuilder graph, GraphValue state, GraphValue? parameters)
    {
        GraphValue output;
        using (graph.Scope(nameof(@operator)))
        {
            output = @operator.Export(graph, state, parameters);
        }

        switch (Options.Mode)
        {
            case StepMode.Direct:
                return output;
            case StepMode.Residual:
                return graph.Add(state, graph.Mul(output, graph.Constant((float)Options.ResidualScale)));
            default:
                var parts = graph.Split(state, 1, Channels, Channels, 1, 1); // u, r, a, b
                var response = graph.Add(parts[1], output);
                var field = graph.Add(graph.Mul(parts[2], parts[0]), graph.Mul(parts[3], response));
                return graph.Concat(1, field, response, parts[2], parts[3]);
        }
    }

    private Tensor Next(Tensor state, Tensor output)
    {
        switch (Options.Mode)
        {
            case StepMode.Direct:
                return output;
            case StepMode.Residual:
                return state.add(output, alpha: Options.ResidualScale);
            default:
                var shares = state.narrow(1, 2 * Channels, 2);
                var response = state.narrow(1, Channels, Channels) + output;
                var field = (shares.narrow(1, 0, 1) * Field(state)) + (shares.narrow(1, 1, 1) * response);
                return cat([field, response, shares], 1);
        }
    }

    private static Tensor Repeat(Tensor x, int times) => stack([.. Enumerable.Repeat(x, times)], 1).flatten(0, 1);

    private Tensor Field(Tensor state) => state.narrow(1, 0, Channels);
}
