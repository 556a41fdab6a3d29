using System.CommandLine;
using System.Globalization;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Losses;
using NeuralOps.Models;
using NeuralOps.Rollout;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary><c>align</c>: the vocabularies of two domains, from trajectories that both tokenizers read.</summary>
internal static class AlignCommand
{
    private static readonly Option<string> First = Tokenizer("--vqvae-a", "The first tokenizer.");
    private static readonly Option<string> Second = Tokenizer("--vqvae-b", "The second, of another domain.");

    private static readonly Option<string[]> Datasets = new("--datasets")
    {
        Description = "Datasets whose trajectories both read, of either domain or both.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        Required = true,
    };

    private static readonly Option<int> Samples = new("--n-samples")
    {
        Description = "The most samples of each dataset.",
        DefaultValueFactory = _ => 100,
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "align",
            "Aligns the codebooks of two domains: correlation after the best rotation, against shuffled pairs, and "
            + "matched codes.",
            "NeuralOperatorAgent align --vqvae-a runs/tokens --vqvae-b runs/tokens-gray-scott "
            + "--datasets runs/data.h5 runs/gray-scott.h5")
        {
            First, Second, Datasets, Samples,
        };
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    /// <summary>For each category of the first tokenizer its best counterpart in the second.</summary>
    public static TableSection Table(
        TrajectoryTokenizer first, TrajectoryTokenizer second, IReadOnlyList<string> datasets, int samples)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using IDisposable quiet = no_grad();
        (Tensor a, Tensor b) = Latents(first, second, datasets, samples);
        IReadOnlyList<string>[] rows =
        [
            .. Coarsest(first.Network).Select(own => Coarsest(second.Network)
                .Select(other => (own, other, Alignment: CodebookAlignment.Of(
                    a.narrow(1, own.First, own.Width), b.narrow(1, other.First, other.Width),
                    own.Codes, other.Codes, new RandomStream(0, "align"), shuffles: 20)))
                .MaxBy(pair => pair.Alignment.Score))
                .Select(pair => (IReadOnlyList<string>)
                [
                    pair.own.Name, pair.other.Name, Text(pair.Alignment.Correlation),
                    Text(pair.Alignment.NullCorrelation), Text(pair.Alignment.Score), Text(pair.Alignment.PValue),
                    Text(pair.Alignment.TokenAssociation), Text(pair.Alignment.Agreement),
                    string.Join(" ", pair.Alignment.Pairs.OrderBy(match => match.Distance).Take(3)
                        .Select(match => FormattableString.Invariant($"{match.A}-{match.B}"))),
                ]),
        ];
        return new TableSection
        {
            Title = "Vocabularies of two domains",
            Text = FormattableString.Invariant(
                $"{a.size(0)} trajectories read by both tokenizers. For each category of the first its best ")
                + "counterpart in the second, coarsest level: correlation of the latents after the best rotation, the "
                + "same of shuffled pairs, the share above that, p of this pair alone, association of the tokens, "
                + "agreement of matched codes, closest matches.",
            Columns =
            [
                "category", "counterpart", "correlation", "shuffled", "score", "p", "association", "agreement", "codes",
            ],
            Rows = rows,
        };
    }

    private static int Run(ParseResult parsed)
    {
        using TrajectoryTokenizer first = TrajectoryTokenizer.Load(parsed.GetRequiredValue(First));
        using TrajectoryTokenizer second = TrajectoryTokenizer.Load(parsed.GetRequiredValue(Second));
        TableSection table = Table(
            first, second, parsed.GetRequiredValue(Datasets), parsed.GetValue(Samples));
        Terminal.Of(parsed).Print(table, console => Tables.Write(console, table));
        return 0;
    }

    private static (Tensor A, Tensor B) Latents(
        TrajectoryTokenizer first, TrajectoryTokenizer second, IReadOnlyList<string> datasets, int samples)
    {
        var a = new List<Tensor>();
        var b = new List<Tensor>();
        foreach (string path in datasets)
        {
            using var data = new HeldOut(new AgentOptions { Dataset = path, NSamples = samples });
            foreach (TruthBatch truth in data.Chunks().Concat(data.TrainingChunks(samples)))
            {
                a.Add(first.Network.Encode(first.Features(truth.Frames)));
                b.Add(second.Network.Encode(second.Features(truth.Frames)));
                truth.Frames.Dispose();
            }
        }

        return (cat(a), cat(b));
    }

    // The first level of each category: its codes, and where its latents stand among all.
    private static IEnumerable<(string Name, int First, int Width, Tensor Codes)> Coarsest(CategoricalVqVae network)
    {
        (int level, int column) = (0, 0);
        foreach (VqCategory category in network.Options.Categories)
        {
            yield return (category.Name, column, category.Levels[0].LatentDim, network.Quantizers[level].Codebook);
            level += category.Levels.Count;
            column += category.Levels.Sum(x => x.LatentDim);
        }
    }

    private static Option<string> Tokenizer(string name, string description) =>
        new(name) { Description = description, Required = true };

    private static string Text(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
