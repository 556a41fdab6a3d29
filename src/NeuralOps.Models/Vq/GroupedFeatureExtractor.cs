using NeuralOps.Core;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>An embedding of each category's features. x [B, F] → per category [B, E].</summary>
internal sealed class GroupedFeatureExtractor : Module<Tensor, Tensor[]>
{
    private readonly IReadOnlyList<VqCategory> categories;

    [ComponentName(Name = "group_mlps")]
    private readonly NamedModules<FeatureGroup> groups;

    public GroupedFeatureExtractor(CategoricalVqOptions options)
        : base(nameof(GroupedFeatureExtractor))
    {
        categories = options.Categories;
        groups = new NamedModules<FeatureGroup>(
            categories.Select(category => (category.Name, new FeatureGroup(category.Indices.Count, options))));
        RegisterComponents();
    }

    public override Tensor[] forward(Tensor x) =>
        [.. categories.Select((category, c) => groups[c].call(x.index_select(1, Columns(category, x.device))))];

    public GraphValue[] Export(GraphBuilder graph, GraphValue x) =>
    [
        .. categories.Select((category, c) =>
        {
            using var scope = graph.Scope($"group_mlps.{category.Name}.net");
            var columns = graph.Constant([.. category.Indices.Select(i => (long)i)]);
            return groups[c].Export(graph, graph.Node("Gather", [x, columns], new GraphAttribute("axis", 1L)));
        }),
    ];

    private static Tensor Columns(VqCategory category, Device device) =>
        tensor([.. category.Indices.Select(i => (long)i)], device: device);

    private sealed class FeatureGroup : Module<Tensor, Tensor>, IOnnxExportable
    {
        private readonly Sequential net;

        public FeatureGroup(int features, CategoricalVqOptions options)
            : base(nameof(FeatureGroup))
        {
            net = Sequential(
                Linear(features, options.GroupHiddenDim),
                ReLU(),
                Dropout(options.Dropout),
                Linear(options.GroupHiddenDim, options.GroupEmbeddingDim),
                LayerNorm(options.GroupEmbeddingDim));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => net.call(x);

        public GraphValue Export(GraphBuilder graph, GraphValue x) => net.Export(graph, x);
    }
}
