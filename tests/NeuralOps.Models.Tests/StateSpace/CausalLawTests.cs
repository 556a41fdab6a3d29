using System.Diagnostics;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class CausalLawTests
{
    public static TheoryData<string> Names => CausalModel.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void LaterFrames_ChangeNothingBefore(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = CausalModel.Open(name);
        var x = randn(2, 40, model.Width);
        var y = model.Forward(x);
        foreach (int t in (int[])[0, 1, 17, 39])
        {
            var other = x.clone();
            other[.., t..].normal_();
            var gap = (model.Forward(other) - y).abs().transpose(0, 1).flatten(1).max(1).values; // [L]

            // A matrix product may round frames otherwise when others change; no more than that.
            Assert.True(t == 0 || gap[..t].max().item<float>() < 1e-5f, $"frame {t} changes what is before it");
            Assert.True(gap[t].item<float>() > 1e-3f, $"frame {t} changes nothing");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FrameByFrame_IsTheSequence_Over1000Frames(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = CausalModel.Open(name);
        int frames = name == "system transformer" ? 100 : 1000; // its frames cost more and more
        var x = randn(2, frames, model.Width);
        using var state = model.Start(2);

        var y = cat([.. Enumerable.Range(0, frames).Select(t => model.Continue(x[.., t..(t + 1)], state))], 1);

        RequireEqual(model.Forward(x), y);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PiecesOfAnyLength_AreTheSequence(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = CausalModel.Open(name);
        var x = randn(3, 90, model.Width);
        using var state = model.Start(3);
        using var branch = model.Start(3);
        using var early = model.Continue(x[.., ..2], branch);
        using var copy = branch.Clone();

        int[] cuts = [0, 1, 3, 4, 69, 70, 90];
        var y = cat([.. cuts.Zip(cuts.Skip(1), (from, to) => model.Continue(x[.., from..to], state))], 1);

        RequireEqual(model.Forward(x), y);
        RequireEqual(y[.., 2..], model.Continue(x[.., 2..], copy));
        RequireEqual(y[.., 2..5], model.Continue(x[.., 2..5], branch)); // the copy left it where it was
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsThroughTheState_AreThoseOfTheSequence(string name)
    {
        using var scope = NewDisposeScope();
        using var model = CausalModel.Open(name);
        model.Module.to(ScalarType.Float64);
        var x = randn([2, 12, model.Width], ScalarType.Float64);
        var weight = randn([2, 12, 1], ScalarType.Float64);
        var expected = Gradients(model, x, leaf => (model.Forward(leaf) * weight).sum());
        var found = Gradients(model, x, leaf => (Pieces(model, leaf, detaches: false) * weight).sum());
        var cut = Gradients(model, x, leaf => (Pieces(model, leaf, detaches: true) * weight)[.., 5..].sum());

        Assert.All(expected, entry =>
        {
            double limit = 1e-10 * Math.Max(1, entry.Value.abs().max().item<double>());
            double gap = (entry.Value - found[entry.Key]).abs().max().item<double>();
            Assert.True(gap < limit, $"{entry.Key}: {gap:g3}");
        });
        Assert.Equal(0, cut["x"][.., ..5].abs().max().item<double>());
        Assert.True(cut["x"][.., 5..].abs().max().item<double>() > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_ReachesEveryParameter_AndEveryOneMatters(string name)
    {
        using var scope = NewDisposeScope();
        using var model = CausalModel.Open(name);
        var x = randn(2, 9, model.Width);
        var y = model.Forward(x);
        y.square().sum().backward();

        foreach (var (key, parameter) in model.Module.named_parameters().Where(p => !IsOfText(p.name)))
        {
            Assert.True(parameter.grad!.abs().max().item<float>() > 0, $"{key} has no gradient");
            using var quiet = no_grad();
            using var before = parameter.detach().clone();
            parameter.add_(randn(parameter.shape));
            Assert.True((model.Forward(x) - y).abs().max().item<float>() > 1e-6f, $"{key} changes nothing");
            parameter.copy_(before);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void StateDict_SurvivesAFile_AndAnotherPrecision(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        using var model = CausalModel.Open(name);
        using var copy = CausalModel.Open(name, seed: 4);
        var x = randn(1, 6, model.Width);
        try
        {
            Weights.Save(model.Module, path);
            Weights.Load(copy.Module, path);
        }
        finally
        {
            File.Delete(path);
        }

        var y = model.Forward(x);
        Assert.True(y.equal(copy.Forward(x)).all().item<bool>());
        copy.Module.to(ScalarType.Float64);
        Assert.All(copy.Module.state_dict().Values, tensor => Assert.Equal(ScalarType.Float64, tensor.dtype));
        RequireEqual(y, copy.Forward(x.to(ScalarType.Float64)).to(ScalarType.Float32));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ForwardBackwardAndSteps_LeaveNoTensors(string name)
    {
        using var model = CausalModel.Open(name);
        using var x = randn(2, 9, model.Width);
        using var frame = randn(2, 1, model.Width);
        Leaks.RequireNone(() =>
        {
            using var whole = model.Forward(x);
            using var state = model.Start(2);
            using var first = model.Continue(x, state);
            using var second = model.Continue(x, state);
            using var sum = whole + second;
            using var loss = sum.sum();
            loss.backward();
            model.Module.zero_grad();
            state.Detach();
            using var quiet = no_grad();
            using var y = model.Continue(frame, state);
        });
    }

    [Fact]
    public void AFrame_CostsTheSameLate()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = CausalModel.Open("system gated");
        var x = randn(1, 10_000, model.Width);
        using var early = model.Start(1);
        using var late = model.Start(1);
        model.Continue(x[.., ..10], early);
        model.Continue(x, late);
        var frame = x[.., ..1];

        // In turns, so that what else the machine does slows both.
        double[][] times = [.. Enumerable.Range(0, 30).Select(_ => (double[])[TimeOf(early), TimeOf(late)])];

        Assert.Equal(early.Tensors.Select(tensor => tensor.numel()), late.Tensors.Select(tensor => tensor.numel()));
        double ratio = times.Min(pair => pair[1]) / times.Min(pair => pair[0]);
        Assert.True(ratio < 1.5, $"a frame costs {ratio:f2} times as much after 10,000 frames");

        double TimeOf(SequenceState state)
        {
            var watch = Stopwatch.StartNew();
            for (int i = 0; i < 5; i++)
            {
                model.Continue(frame, state).Dispose();
            }

            return watch.Elapsed.TotalMilliseconds;
        }
    }

    private static Tensor Pieces(CausalModel model, Tensor x, bool detaches)
    {
        using var state = model.Start(x.size(0));
        var first = model.Continue(x[.., ..5], state);
        if (detaches)
        {
            state.Detach();
        }

        return cat([first, model.Continue(x[.., 5..6], state), model.Continue(x[.., 6..], state)], 1);
    }

    private static Dictionary<string, Tensor> Gradients(CausalModel model, Tensor x, Func<Tensor, Tensor> loss)
    {
        model.Module.zero_grad();
        var leaf = x.detach().clone().requires_grad_();
        loss(leaf).backward();
        var found = model.Module.named_parameters().Where(p => !IsOfText(p.name))
            .ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        found.Add("x", leaf.grad!);
        return found;
    }

    // What text becomes before the frames.
    private static bool IsOfText(string name) =>
        name.StartsWith("text_encoder.", StringComparison.Ordinal)
        || name.StartsWith("condition_proj.", StringComparison.Ordinal)
        || name.StartsWith("decoder.length_head.", StringComparison.Ordinal);

    private static void RequireEqual(Tensor expected, Tensor actual)
    {
        double gap = (expected - actual).abs().max().item<float>();
        double limit = 2e-6 * Math.Max(1, expected.abs().max().item<float>()); // of float32 sums in another order
        Assert.True(gap <= limit, $"difference {gap:g3}, allowed {limit:g3}");
    }
}
