using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.optim;

namespace NeuralOps.Tests;

/// <summary>Optimisers against PyTorch's traces, bit for bit, and their state.</summary>
public sealed class OptimiserTests
{
    private static readonly Dictionary<string, JsonElement> Cases = Expected.Read("optim.json");

    private static readonly Dictionary<string, Func<Parameter[], OptimizerHelper>> Optimisers = new()
    {
        ["Adam"] = p => optim.Adam(p, lr: 0.05),
        ["Adam L2"] = p => optim.Adam(p, lr: 0.05, weight_decay: 0.1),
        ["Adam maximize"] = p => optim.Adam(p, lr: 0.01, maximize: true),
        ["AdamW"] = p => optim.AdamW(p, lr: 0.05, beta1: 0.8, beta2: 0.95, weight_decay: 0.1),
        ["AdamW amsgrad"] = p => optim.AdamW(p, lr: 0.05, weight_decay: 0.01, amsgrad: true),
        ["SGD"] = p => optim.SGD(p, 0.01),
        ["SGD momentum"] = p => optim.SGD(p, 0.01, momentum: 0.9, dampening: 0.1, weight_decay: 0.01),
        ["SGD nesterov"] = p => optim.SGD(p, 0.01, momentum: 0.9, nesterov: true),
    };

    public static TheoryData<string, ScalarType> Names
    {
        get
        {
            var data = new TheoryData<string, ScalarType>();
            foreach (string name in Cases.Keys)
            {
                data.Add(name, ScalarType.Float64);
                data.Add(name, ScalarType.Float32);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Trace_EqualsPyTorch(string name, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] weights = Start(type);
        using OptimizerHelper optimiser = Optimisers[name](weights);
        foreach (JsonElement row in Cases[name].GetProperty(type.ToString().ToLowerInvariant()).EnumerateArray())
        {
            Step(optimiser, weights);
            Assert.Equal(Expected.Doubles(row), Values(weights));
        }
    }

    [Theory]
    [InlineData("AdamW amsgrad")]
    [InlineData("SGD momentum")]
    [InlineData("SGD")]
    public void LoadStateDict_ContinuesExactly(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] weights = Start(ScalarType.Float32);
        using OptimizerHelper first = Optimisers[name](weights);
        Step(first, weights);
        Step(first, weights);
        Parameter[] copies = [.. weights.Select(weight => Parameter(weight.detach().clone()))];
        using OptimizerHelper second = Optimisers[name](copies);
        foreach (ILearningRateController group in first.ParamGroups)
        {
            group.LearningRate = 0.01;
        }
        second.load_state_dict(first.state_dict());
        Assert.Equal(0.01, second.ParamGroups.Single().LearningRate);
        Step(first, weights);
        Step(second, copies);
        Assert.Equal(Values(weights), Values(copies));
    }

    [Fact]
    public void StateDict_RefusesOtherGroups()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] weights = Start(ScalarType.Float32);
        using AdamW one = optim.AdamW(weights);
        using AdamW two = optim.AdamW(weights[..1]);
        Assert.Equal(
            "Expected 2 states in the optimiser's state, got 1.",
            Assert.Throws<ArgumentException>(() => one.load_state_dict(two.state_dict())).Message);
    }

    [Fact]
    public void ParamGroups_HaveTheirOwnOptions()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] weights = Start(ScalarType.Float32);
        double[] before = Values(weights);
        using AdamW optimiser = optim.AdamW(
            new AdamW.ParamGroup[]
            {
                new(weights[..1], new AdamW.Options { LearningRate = 0 }),
                new(weights[1..], lr: 0.1),
            },
            beta2: 0.9);
        Step(optimiser, weights);
        double[] after = Values(weights);
        Assert.Equal(before[..6], after[..6]);
        Assert.All(before[6..].Zip(after[6..]), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal(0.9, ((AdamW.Options)optimiser.state_dict().Options[0]).beta2);
        Assert.Equal([[0], [1]], optimiser.state_dict().StateIndexRef);
        Assert.Equal(
            "A parameter appears in more than one place of the parameter groups. (Parameter 'param_group')",
            Assert.Throws<ArgumentException>(() => optimiser.add_param_group(new AdamW.ParamGroup(weights))).Message);
    }

    [Fact]
    public void Step_RunsTheClosureOnce_AndSkipsAbsentGradients()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] weights = Start(ScalarType.Float32);
        double[] before = Values(weights);
        using SGD optimiser = optim.SGD(weights, 0.1);
        int calls = 0;
        Tensor? loss = optimiser.step(() =>
        {
            calls++;
            Tensor value = weights[0].sum();
            value.backward();
            return value;
        });
        Assert.Equal(1, calls);
        Assert.False(loss!.IsInvalid);
        Assert.Equal(before[6..], Values(weights)[6..]);
        Assert.Equal(before[0] - 0.1, Values(weights)[0], 6);
        optimiser.zero_grad();
        Assert.Equal(0, weights[0].grad!.abs().sum().ToSingle());
        Assert.True(weights[1].grad is null);
    }

    [Fact]
    public void Training_LeavesNoTensors()
    {
        using var net = Sequential(Conv2d(1, 4, 3, padding: 1), BatchNorm2d(4), GELU(), Dropout(0.1), Conv2d(4, 1, 1));
        using AdamW optimiser = optim.AdamW(net.parameters(), amsgrad: true);
        long before = 0;
        for (int i = 0; i < 20; i++)
        {
            using (NewDisposeScope())
            {
                optimiser.zero_grad();
                functional.mse_loss(net.call(ones([2, 1, 6, 6])), zeros([2, 1, 6, 6])).backward();
                utils.clip_grad_norm_(net.parameters(), 1);
                optimiser.step();
            }
            if (i == 0)
            {
                before = LiveTensors.Settled();
            }
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static Parameter[] Start(ScalarType type) =>
        [Parameter(Expected.Pattern(type, 3, 2)), Parameter(Expected.Pattern(type, 4))];

    private static void Step(Optimizer optimiser, Parameter[] weights)
    {
        optimiser.zero_grad();
        (Tensor a, Tensor b) = (weights[0], weights[1]);
        Tensor loss = ((a * a) - 0.5).pow(2).sum() + ((b - 0.1).pow(2) * a[0, 0]).sum();
        loss.backward();
        optimiser.step();
    }

    private static double[] Values(Parameter[] weights) =>
        [.. weights.SelectMany(weight => weight.detach().to(ScalarType.Float64).data<double>().ToArray())];
}
