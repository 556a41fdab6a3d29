using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Tests;

public sealed class DisposeScopeTests
{
    [Fact]
    public void Scope_DisposesWhatWasNotMovedOut()
    {
        long before = LiveTensors.Settled();
        Tensor kept;
        using (NewDisposeScope())
        {
            Tensor a = ones(3);
            kept = (a + a).MoveToOuterDisposeScope();
        }
        Assert.Equal(before + 1, Tensor.TotalCount);
        Assert.Equal([2f, 2f, 2f], kept.data<float>().ToArray());
        kept.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void NestedScopes_MoveToTheNextOneOut()
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor moved;
        using (NewDisposeScope())
        {
            moved = ones(1).MoveToOuterDisposeScope();
        }
        Assert.True(outer.Contains(moved));
        Assert.False(moved.IsInvalid);
    }

    [Fact]
    public void LongLivedScope_DoesNotKeepDisposedTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < 10_000; i++)
        {
            ones(1).Dispose();
        }
        Assert.Equal(0, scope.DisposablesCount);
        Assert.Empty(scope.DisposablesView);
    }

    [Fact]
    public void DisposeEverythingBut_KeepsTheNamedOnes()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = ones(1);
        Tensor b = ones(1);
        scope.DisposeEverythingBut(b);
        Assert.True(a.IsInvalid);
        Assert.False(b.IsInvalid);
    }

    [Fact]
    public void GradientsAccumulatedInsideAScope_Survive()
    {
        using Tensor x = ones(2, requires_grad: true);
        using (NewDisposeScope())
        {
            (x * 3).sum().backward();
        }
        using Tensor gradient = x.grad!;
        Assert.Equal([3f, 3f], gradient.data<float>().ToArray());
    }
}
