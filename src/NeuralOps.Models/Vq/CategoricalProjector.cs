using NeuralOps.Core;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>A latent of each category and level. Per category [B, E] → per category and level [B, D].</summary>
internal sealed class CategoricalProjector : Module<Tensor[], Tensor[]>
{
    private readonly IReadOnlyList<VqCategory> categories;

    [ComponentName(Name = "projection_heads")]
    private readonly NamedModules<ModuleList<Sequential>> heads;

    public CategoricalProjector(CategoricalVqOptions options)
        : base(nameof(CategoricalProjector))
    {
        categories = options.Categories;
        heads = new NamedModules<ModuleList<Sequential>>(categories.Select(category =>
            (category.Name, ModuleList<Sequential>([.. category.Levels.Select(level => Head(level, options))]))));
        RegisterComponents();
    }

    public override Tensor[] forward(Tensor[] embeddings) =>
        [.. categories.SelectMany((_, c) => heads[c].Select(head => head.call(embeddings[c])))];

    public GraphValue[] Export(GraphBuilder graph, GraphValue[] embeddings) =>
    [
        .. categories.SelectMany((category, c) => heads[c].Select((head, level) =>
        {
            using var scope = graph.Scope($"projection_heads.{category.Name}.{level}");
            return head.Export(graph, embeddings[c]);
        })),
    ];

    private static Sequential Head(VqLevel level, CategoricalVqOptions options) => Sequential(
        Linear(options.GroupEmbeddingDim, level.LatentDim), Dropout(options.Dropout), LayerNorm(level.LatentDim));
}
