using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class CategoricalVqCheckpointTests
{
    private static readonly string Checkpoint = Fixtures.PathOf("vq", "best_model.pt");

    [Fact]
    public void ReferenceCheckpoint_GivesItsTokensAndReconstruction()
    {
        using var scope = NewDisposeScope();
        using var checkpoint = CategoricalVqCheckpoint.Read(Checkpoint);
        var x = VqExpected.Checkpoint.Matrix("x");

        using var output = checkpoint.Network.call(x);

        Assert.Equal(
            VqExpected.Checkpoint.Read<long[][]>("tokens").SelectMany(row => row),
            output.Tokens.data<long>().ToArray());
        Assert.True(output.Reconstruction.allclose(VqExpected.Checkpoint.Matrix("y"), rtol: 0, atol: 1e-5));
        Assert.Equal(["a", "b", "c", "d", "e", "gone"], checkpoint.FeatureNames);
        Assert.Equal([true, true, true, true, true, false], checkpoint.FeatureMask);
        Assert.Equal(VqExpected.Checkpoint.Read<double[]>("mean"), checkpoint.Center);
        Assert.Equal(VqExpected.Checkpoint.Read<double[]>("std"), checkpoint.Scale);
        Assert.Equal(["cluster_1", "cluster_2"], checkpoint.Network.Options.Categories.Select(group => group.Name));
    }

    [Fact]
    public void Network_OutlivesTheScopeItWasReadIn()
    {
        CategoricalVqCheckpoint checkpoint;
        using (NewDisposeScope())
        {
            checkpoint = CategoricalVqCheckpoint.Read(Checkpoint);
        }

        using var network = checkpoint.Network;
        using var x = rand(3, 5);
        using var output = network.call(x);
        Assert.Equal([3L, 4], output.Tokens.shape);
        Assert.True(network.Quantizers[0].ClusterSizes.sum().item<float>() > 0);
    }

    [Fact]
    public void OtherFile_IsRefused()
    {
        string path = Fixtures.PathOf("pt", "linear.pt");

        var refusal = Assert.Throws<InvalidDataException>(() => CategoricalVqCheckpoint.Read(path));

        Assert.Equal($"{path}: expected an entry 'model_config', found none.", refusal.Message);
    }
}
