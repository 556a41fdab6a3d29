using System.Globalization;
using NeuralOps.Data;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>The families of operators that datasets are made of.</summary>
internal static class Domains
{
    private const string GridDimension = "grid_size";

    /// <summary>A family on a grid.</summary>
    /// <param name="options">The family, its parameters and initial states.</param>
    /// <param name="grid">Rows and columns.</param>
    /// <param name="replay">Makes the trajectories of random operators; null for other families.</param>
    public static OperatorDomain Of(DomainOptions options, int grid, OperatorReplay? replay)
    {
        ParameterSpace space = SpaceOf(options, grid);
        OperatorDomain domain = options.Domain == DomainKind.GrayScott
            ? OperatorDomain.GrayScott with { Space = space }
            : RandomConvolution(options, space, replay!);
        return domain with { Features = (_, trajectories) => SampleFeatures.Of(trajectories) };
    }

    /// <summary>The parameters of a family; those of random operators name the grid.</summary>
    public static ParameterSpace SpaceOf(DomainOptions options, int grid)
    {
        ParameterSpace space = options.Dimensions is { } dimensions
            ? new ParameterSpace { Dimensions = dimensions }
            : options.Domain == DomainKind.GrayScott ? GrayScott.Space : ParameterSpace.RandomConvolution;
        string text = grid.ToString(CultureInfo.InvariantCulture);
        return space with
        {
            Dimensions =
            [
                .. space.Dimensions.Select(dimension =>
                    dimension.Name == GridDimension ? dimension with { Choices = [text], Weights = [] } : dimension),
            ],
        };
    }

    /// <summary>A replay of a space's random operators.</summary>
    public static OperatorReplay Replay(ParameterSpace space) =>
        new(theta => space.To<RandomOperatorOptions>(theta), capacity: 16);

    private static OperatorDomain RandomConvolution(DomainOptions options, ParameterSpace space, OperatorReplay replay)
    {
        var initial = new InitialConditions(options.InitialConditions);
        return new OperatorDomain
        {
            Name = "random_convolution",
            Space = space,
            Channels = 1,
            DrawInitial = (field, height, width, random) =>
                initial.Draw(field, height, width, random).ToString(),
            Simulate = (theta, start, steps, realizations) => replay.Run(theta, start, steps, realizations),
        };
    }
}
