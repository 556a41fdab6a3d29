using System.Text.Json;
using System.Text.Json.Nodes;
using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>The categorical autoencoder in evaluation mode: outputs, the five-part loss for some rows and for all, and
/// its gradients with the orthogonality term detached (<c>compat/</c>) and not (<c>correct/</c>).</summary>
internal static class CategoricalVqCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        using var scope = NewDisposeScope();
        var configuration = folder.Configuration;
        using var model = Load(folder, checks);
        using var x = checks.Input("in:features").requires_grad_();
        Shape.Require(
            x, "batch input_dim", [configuration.Get<long>("batch"), model.Options.InputDim], "in:features");
        _ = configuration.Optional("grad_params", Array.Empty<string>());
        CompareOutputs(model, x, checks);
        CompareLosses(model, x, LossOptions(configuration), checks);
    }

    private static CategoricalVqLossOptions LossOptions(CaseConfiguration configuration) => new()
    {
        OrthogonalityWeight = configuration.Get<double>("orthogonality_weight"),
        InformativenessWeight = configuration.Get<double>("informativeness_weight"),
        TopographicWeight = configuration.Get<double>("topo_weight"),
        TopographicSamples = configuration.Get<int>("topo_samples"),
    };

    private static void CompareOutputs(CategoricalVqVae model, Tensor x, CaseChecks checks)
    {
        using var quiet = no_grad();
        using var output = model.call(x);
        checks.Compare("out:reconstruction", output.Reconstruction);
        checks.Compare("out:tokens", output.Tokens);
        checks.Compare("out:vq_loss", output.VqLoss);
        checks.Compare("out:decoded_from_tokens", model.DecodeTokens(output.Tokens));
        for (int i = 0; i < output.Latents.Count; i++)
        {
            checks.Compare($"out:latent_{i}", output.Latents[i]);
            checks.Compare($"out:quantized_{i}", output.Quantized[i]);
            checks.Compare($"out:partial_{i}", output.Partials[i]);
        }

        var margins = output.Latents.Zip(model.Quantizers, (z, q) => VectorQuantizerCase.SmallestMargin(q, z));
        checks.Compare("out:smallest_code_margin", stack(margins).min());
    }

    private static void CompareLosses(
        CategoricalVqVae model, Tensor x, CategoricalVqLossOptions options, CaseChecks checks)
    {
        foreach (bool isCompatible in (bool[])[true, false])
        {
            model.zero_grad();
            x.grad = null;
            using var output = model.call(x);
            using var terms = new CategoricalVqLoss(options with { DetachesOrthogonality = isCompatible })
                .Of(model, output, x);
            terms.Total.backward();
            string variant = isCompatible ? "compat/" : "correct/";
            UnetCase.CompareGradients(checks, variant, model);
            checks.Compare($"{variant}grad:in:features", x.grad!);
            checks.Compare(
                isCompatible ? "out:loss_orthogonality" : "out:loss_orthogonality_differentiable",
                terms.Parts["orthogonality"]);
        }

        using var quiet = no_grad();
        using var whole = model.call(x);
        using var some = new CategoricalVqLoss(options).Of(model, whole, x);
        using var all = new CategoricalVqLoss(options with { TopographicSamples = int.MaxValue }).Of(model, whole, x);
        CompareTerms("out:", some, checks);
        CompareTerms("all_rows/out:", all, checks);
    }

    private static void CompareTerms(string prefix, LossTerms terms, CaseChecks checks)
    {
        checks.Compare($"{prefix}loss_total", terms.Total);
        checks.Compare($"{prefix}loss_reconstruction", terms.Parts["reconstruction"]);
        checks.Compare($"{prefix}loss_vq", terms.Parts["vq"]);
        checks.Compare($"{prefix}loss_informativeness", terms.Parts["informativeness"]);
        checks.Compare($"{prefix}loss_topographic", terms.Parts["topographic"]);
        checks.Compare($"{prefix}loss_topo_pre", terms.Parts["topology_pre"]);
        checks.Compare($"{prefix}loss_topo_post", terms.Parts["topology_post"]);
    }

    private static CategoricalVqVae Load(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        bool isUniform = configuration.Get<bool>("uniform_codebook_init");
        JsonNode? ratios = configuration.Any("compression_ratios");
        var model = new CategoricalVqVae(new CategoricalVqOptions
        {
            InputDim = configuration.Get<int>("input_dim"),
            Categories =
            [
                .. configuration.Get<Dictionary<string, int[]>>("group_indices").Select(group => new VqCategory
                {
                    Name = group.Key,
                    Indices = group.Value,
                    Levels = VqLevelSizes.Of(group.Value.Length, Ratios(ratios, group.Key, folder), isUniform),
                }),
            ],
            GroupEmbeddingDim = configuration.Get<int>("group_embedding_dim"),
            GroupHiddenDim = configuration.Get<int>("group_hidden_dim"),
            CommitmentCost = configuration.Get<double>("commitment_cost"),
            Decay = configuration.Get<double>("decay"),
            Dropout = configuration.Get<double>("dropout"),
        });
        CompareLevels(configuration, model.Options, checks);
        Weights.Load(model, folder.WeightsPath);
        model.eval();
        return model.to(checks.Dtype);
    }

    // One text for all categories, one each, or none.
    private static double[]? Ratios(JsonNode? ratios, string category, CaseFolder folder)
    {
        try
        {
            string? text = (ratios is JsonObject each ? each[category] : ratios)?.GetValue<string>();
            return text is null
                ? null
                : [.. text.Split(':').Select(part => JsonSerializer.Deserialize<double>(part.Trim()))];
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            throw new InvalidDataException(
                $"{folder.Path}: expected numbers joined by ':' as 'compression_ratios' of '{category}', "
                + $"found {ratios!.ToJsonString()}.",
                exception);
        }
    }

    private static void CompareLevels(
        CaseConfiguration configuration, CategoricalVqOptions options, CaseChecks checks)
    {
        var expected = configuration.Optional<Dictionary<string, JsonElement[]>>("resolved_levels", []);
        foreach (var category in options.Categories.Where(category => expected.ContainsKey(category.Name)))
        {
            string stated = string.Join(", ", expected[category.Name].Select(level =>
                $"{level.GetProperty("num_tokens").GetInt32()} codes of {level.GetProperty("latent_dim").GetInt32()}"));
            string found = string.Join(", ", category.Levels.Select(level =>
                $"{level.NumTokens} codes of {level.LatentDim}"));
            checks.Fact($"levels of {category.Name}", stated == found ? null : $"expected {stated}, found {found}");
        }
    }
}
