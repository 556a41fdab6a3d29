using NeuralOps.Data;
using NeuralOps.Models;
using Spectre.Console;

namespace NeuralOperatorAgent;

/// <summary>Writes a dataset under a progress bar.</summary>
internal static class Generation
{
    public static SamplingQuality Write(
        string path, DomainOptions domain, OperatorGeneratorOptions options, bool withFeatures, IAnsiConsole console,
        CancellationToken cancel)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        using OperatorReplay replay = Domains.Replay(Domains.SpaceOf(domain, options.Height));
        OperatorDomain made = Domains.Of(domain, options.Height, replay);
        made = withFeatures ? made : made with { Features = null };
        return WorkConsole.Show(console, "generate", options.Samples, progress =>
            OperatorGenerator.Write(path, made, options, progress, cancel));
    }
}
