using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent.Tests;

[Collection(SmallWorld.Name)]
public sealed class AgentObjectiveTests(SmallWorld world)
{
    private const double Tolerance = 1e-6; // float32 sums in another order

    [Fact]
    public void MseLed_IsTheWeightedSumOfItsParts()
    {
        using var scope = NewDisposeScope();
        using TrajectoryTokenizer tokenizer = TrajectoryTokenizer.Load(world.Tokens);
        var options = new AgentOptions
        {
            Dataset = world.Data,
            LambdaTraj = 0.7,
            LambdaCommit = 0.4,
            LambdaLatent = 0.2,
            EnableLatentLoss = true,
            LatentSampleSteps = 2,
        };
        (AgentModule module, Tensor states, TruthBatch truth) = Case(tokenizer);
        LossTerms terms = new AgentObjective(module, tokenizer, options).Of(states, truth, truth.Frames.select(1, 0));

        Tensor z = tokenizer.Network.Encode(tokenizer.Features(states, truth.Frames.select(1, 0)));
        double traj = (states.narrow(1, 1, 4) - truth.Frames.narrow(1, 1, 4)).square().mean().ToDouble();
        double commit = (z - Nearest(tokenizer, z)).square().mean().ToDouble();
        Tensor projected = (Project(module, states.select(1, 1)) + Project(module, states.select(1, 4))) / 2;
        double latent = (projected - z).square().mean().ToDouble();
        Assert.Equal(traj, terms.Parts["traj"].ToDouble(), Tolerance);
        Assert.Equal(commit, terms.Parts["commit"].ToDouble(), Tolerance);
        Assert.Equal(latent, terms.Parts["latent"].ToDouble(), Tolerance);
        Assert.Equal((0.7 * traj) + (0.4 * commit) + (0.2 * latent), terms.Total.ToDouble(), Tolerance);
    }

    [Fact]
    public void VqLed_ReconstructsFeaturesFromTokens()
    {
        using var scope = NewDisposeScope();
        using TrajectoryTokenizer tokenizer = TrajectoryTokenizer.Load(world.Tokens);
        var options = new AgentOptions { Dataset = world.Data, LossMode = LossMode.VqLed };
        (AgentModule module, Tensor states, TruthBatch truth) = Case(tokenizer);
        Tensor initial = truth.Frames.select(1, 0);
        LossTerms terms = new AgentObjective(new AgentModule(module.Noa, null), tokenizer, options)
            .Of(states, truth, initial);

        Tensor features = tokenizer.Features(states, initial);
        Tensor z = tokenizer.Network.Encode(features);
        Tensor codes = Nearest(tokenizer, z);
        double recon = (tokenizer.Network.Decode(codes) - features).square().mean().ToDouble();
        double commit = (z - codes).square().mean().ToDouble();
        double traj = (states.narrow(1, 1, 4) - truth.Frames.narrow(1, 1, 4)).square().mean().ToDouble();
        Assert.Equal(recon, terms.Parts["recon"].ToDouble(), Tolerance);
        Assert.Equal(recon + (0.5 * commit) + (0.3 * traj), terms.Total.ToDouble(), Tolerance);
    }

    [Fact]
    public void Response_ComparesWithTheTruthsOwn()
    {
        using var scope = NewDisposeScope();
        var options = new AgentOptions { Dataset = world.Data, LambdaResponse = 2 };
        using var module = new AgentModule(Small(StepMode.Response), null);
        Tensor frames = randn([2, 6, 1, 16, 16]);
        Tensor shares = tensor(new float[] { 1, 0.01f, 0.5f, 0.5f }, [2, 2]);
        var truth = new TruthBatch(frames.narrow(1, 1, 5), shares, null);
        Tensor states = randn([2, 4, 4, 16, 16]);
        LossTerms terms = new AgentObjective(module, null, options).Of(states, truth, frames.select(1, 0));
        double expected = 0;
        for (int sample = 0; sample < 2; sample++)
        {
            (float a, float b) = sample == 0 ? (1f, 0.01f) : (0.5f, 0.5f);
            for (int k = 1; k <= 3; k++)
            {
                Tensor observed = (frames[sample, k + 1] - (a * frames[sample, k])) / b;
                expected += (states[sample, k, 1..2] - observed).square().mean().ToDouble() / 6;
            }
        }

        Assert.Equal(1, terms.Parts["response"].ToDouble() / expected, 1e-5);
        Assert.Equal(
            1, terms.Total.ToDouble() / (terms.Parts["traj"].ToDouble() + (2 * expected)), 1e-5);
    }

    [Fact]
    public void Gradients_ReachOperatorAndProjectorButNotTheTokenizer()
    {
        using var scope = NewDisposeScope();
        using TrajectoryTokenizer tokenizer = TrajectoryTokenizer.Load(world.Tokens);
        using var module = new AgentModule(
            Small(StepMode.Residual), new LatentProjector(16, tokenizer.Network.LatentDim));
        var options = new AgentOptions
        {
            Dataset = world.Data,
            LambdaTraj = 0,
            LambdaCommit = 0,
            EnableLatentLoss = true,
        };
        Tensor frames = randn([3, 5, 1, 16, 16]);
        Tensor states = module.Noa.Rollout(frames.select(1, 0), 4);
        var truth = new TruthBatch(frames, ones([3, 2]), null);
        new AgentObjective(module, tokenizer, options).Of(states, truth, frames.select(1, 0)).Total.backward();
        Assert.All(
            module.Projector!.named_parameters(),
            entry => Assert.True(entry.parameter.grad is not null, entry.name));
        Assert.True(module.Projector.named_parameters().Last().parameter.grad!.abs().max().ToDouble() > 0);
        Assert.True(module.Noa.parameters().First().grad!.abs().max().ToDouble() > 0);
        Assert.All(tokenizer.parameters(), parameter => Assert.Null(parameter.grad));
    }

    private static (AgentModule, Tensor States, TruthBatch) Case(TrajectoryTokenizer tokenizer)
    {
        manual_seed(1);
        var module = new AgentModule(Small(StepMode.Residual), new LatentProjector(16, tokenizer.Network.LatentDim));
        module.eval();
        return (module, randn([3, 5, 1, 16, 16]), new TruthBatch(randn([3, 5, 1, 16, 16]), ones([3, 2]), null));
    }

    private static NoaBackbone Small(StepMode mode) => new(new NoaOptions
    {
        Mode = mode,
        Operator = new UAfnoOptions
        {
            InChannels = mode == StepMode.Response ? 4 : 1,
            BaseChannels = 4,
            EncoderLevels = 2,
            Modes = 2,
            AfnoBlocks = 1,
        },
    });

    private static Tensor Project(AgentModule module, Tensor state) =>
        module.Projector!.call(module.Noa.Bottleneck(state));

    // The nearest code of each latent, by trying all.
    private static Tensor Nearest(TrajectoryTokenizer tokenizer, Tensor z)
    {
        var parts = new List<Tensor>();
        int column = 0;
        foreach (VectorQuantizer quantizer in tokenizer.Network.Quantizers)
        {
            Tensor codes = quantizer.Codebook;
            Tensor part = z.narrow(1, column, codes.size(1));
            Tensor distances = (part.unsqueeze(1) - codes.unsqueeze(0)).square().sum(2); // [B, K]
            parts.Add(codes.index_select(0, distances.argmin(1)));
            column += (int)codes.size(1);
        }

        return cat(parts, 1);
    }
}
