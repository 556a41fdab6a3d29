using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>What is trained: the operator and, where latents are aligned, the projector beside it.</summary>
internal sealed class AgentModule : nn.Module
{
    private readonly NoaBackbone noa;
    private readonly LatentProjector? projector;

    public AgentModule(NoaBackbone noa, LatentProjector? projector)
        : base(nameof(AgentModule))
    {
        (this.noa, this.projector) = (noa, projector);
        RegisterComponents();
    }

    public NoaBackbone Noa => noa;

    public LatentProjector? Projector => projector;
}
