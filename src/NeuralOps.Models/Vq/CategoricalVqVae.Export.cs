using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>The parts as ONNX graphs. Tokens are real numbers at the border of a graph, which holds them
/// exactly.</content>
public sealed partial class CategoricalVqVae : IOnnxExportable
{
    /// <inheritdoc/>
    /// <remarks>Features [B, F] → reconstruction [B, F].</remarks>
    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var (_, tokens) = ExportEncoder(graph, input);
        return ExportTokenDecoder(graph, tokens);
    }

    /// <summary>Appends the encoder: features [B, F] → latents [B, ΣD] and tokens [B, N·L].</summary>
    /// <param name="graph">The graph, positioned at the module's scope.</param>
    /// <param name="input">The features.</param>
    public (GraphValue Latents, GraphValue Tokens) ExportEncoder(GraphBuilder graph, GraphValue input)
    {
        GraphValue[] latents;
        using (graph.Scope("feature_extractor"))
        {
            latents = extractor.Export(graph, input);
        }

        using (graph.Scope("projector"))
        {
            latents = projector.Export(graph, latents);
        }

        GraphValue[] tokens = [.. latents.Select((z, i) =>
        {
            using var scope = graph.Scope($"vq_layers.{i}");
            return graph.Node("Unsqueeze", [quantizers[i].ExportCodes(graph, z), graph.Constant(1L)]);
        })];
        var real = new GraphAttribute("to", (long)GraphElement.Real32);
        return (graph.Concat(1, latents), graph.Node("Cast", [graph.Concat(1, tokens)], real));
    }

    /// <summary>Appends the decoder: codes z_q [B, ΣD] → features [B, F].</summary>
    /// <param name="graph">The graph, positioned at the module's scope.</param>
    /// <param name="quantized">The codes.</param>
    public GraphValue ExportDecoder(GraphBuilder graph, GraphValue quantized)
    {
        using var scope = graph.Scope("shared_decoder");
        return decoder.Export(graph, quantized);
    }

    /// <summary>Appends lookup and decoder: tokens [B, N·L] → features [B, F].</summary>
    /// <param name="graph">The graph, positioned at the module's scope.</param>
    /// <param name="tokens">The tokens, whole numbers.</param>
    public GraphValue ExportTokenDecoder(GraphBuilder graph, GraphValue tokens)
    {
        var whole = graph.Node("Cast", [tokens], new GraphAttribute("to", (long)GraphElement.Integer64));
        GraphValue[] codes = [.. Levels.Select((_, i) =>
        {
            using var scope = graph.Scope($"vq_layers.{i}");
            var column = graph.Node("Squeeze", [graph.Slice(whole, 1, i, i + 1), graph.Constant(1L)]);
            return quantizers[i].ExportLookup(graph, column);
        })];
        return ExportDecoder(graph, graph.Concat(1, codes));
    }
}
