using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public class SelectiveScanTests
{
    private const double Tolerance = 1e-5; // of the largest: float32 rounding over some hundred steps

    public static TheoryData<long, long, long, long, bool> Sizes => new()
    {
        { 2, 130, 40, 16, true },
        { 2, 130, 40, 16, false },
        { 1, 1, 1, 1, true },
        { 3, 64, 16, 2, true },
        { 2, 65, 17, 3, false },
        { 1, 200, 130, 5, true },
        { 2, 63, 7, 33, true },
        { 1, 128, 96, 1, false },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void EveryRegisterLength_AgreesWithSeparateOperatorsInDouble(
        long batch, long length, long channels, long states, bool hasTerms)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var sample = ScanSample.Random(batch, length, channels, states, hasTerms);
        var expected = sample.To(ScalarType.Float64).Differentiate();

        foreach (var kernels in FusedKernels.Supported)
        {
            var found = sample.To(ScalarType.Float32).Differentiate(kernels);

            Assert.Equal(expected.Keys.Order(), found.Keys.Order());
            Assert.All(found.Values, result => Assert.Equal(ScalarType.Float32, result.dtype));
            Assert.All(expected.Keys, name => Closeness.Require(name, expected[name], found[name], Tolerance));
        }
    }

    [Fact]
    public void LongMemory_StaysWithinTheTolerance()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        var sample = ScanSample.Random(1, 2048, 16, 4).With("bias", full([16], -5f)); // steps of about 0.001

        var found = sample.To(ScalarType.Float32).Differentiate();
        var expected = sample.To(ScalarType.Float64).Differentiate();

        Assert.All(expected.Keys, name => Closeness.Require(name, expected[name], found[name], Tolerance));
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-5)]
    [InlineData(ScalarType.Float64, 1e-13)]
    public void ConstantInputs_GiveTheGeometricSum(ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        const long Length = 300;
        const double Step = 0.05;
        double[] rates = [-0.5, -1, -7];
        var input = ones([1, Length, 1], dtype);
        var weights = ones([1, Length, 3], dtype);

        var (y, last) = SelectiveScan.Run(
            input, input * Step, tensor(rates, dtype: dtype).unsqueeze(0), weights, weights);

        double[] State(long t) =>
            [.. rates.Select(rate => Step * (1 - Math.Exp(rate * Step * t)) / (1 - Math.Exp(rate * Step)))];
        Closeness.Require("last", tensor(State(Length)).reshape(1, 1, 3), last, tolerance);
        double[] outputs = [.. Enumerable.Range(1, (int)Length).Select(t => State(t).Sum())];
        Closeness.Require("y", tensor(outputs).reshape(1, Length, 1), y, tolerance);
    }

    [Fact]
    public void Composition_HasTheGradientsOfFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        const double Width = 1e-6;
        var sample = ScanSample.Random(2, 5, 3, 2).To(ScalarType.Float64);
        var gradients = sample.Differentiate();

        using var quiet = no_grad();
        double Loss()
        {
            var (y, last) = sample.Run();
            return ((y * sample.W).sum() + (last * sample.V).sum()).item<double>();
        }

        foreach (var (name, input) in sample.Inputs)
        {
            var direction = randn(input.shape, ScalarType.Float64);
            input.add_(direction * Width);
            double above = Loss();
            input.add_(direction * (-2 * Width));
            double below = Loss();
            input.add_(direction * Width);
            double slope = (direction * gradients[$"gradient of {name}"]).sum().item<double>();
            Assert.Equal(slope, (above - below) / (2 * Width), 1e-7 * Math.Max(1, Math.Abs(slope)));
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-5)]
    [InlineData(ScalarType.Float64, 1e-12)]
    public void TwoParts_WithTheStateBetween_AreTheWhole(ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        var random32 = ScanSample.Random(2, 150, 20, 6);
        var expected = random32.To(dtype).Differentiate();

        var sample = random32.To(dtype);
        var first = sample.Steps(0, 70);
        var (begin, between) = first.Run();
        var (end, last) = sample.Steps(70, 80, between).Run();
        var y = cat([begin, end], 1);
        ((y * sample.W).sum() + (last * sample.V).sum()).backward();

        Closeness.Require("y", expected["y"], y, tolerance);
        Closeness.Require("last", expected["last"], last, tolerance);
        Assert.All(sample.Inputs, input => Closeness.Require(
            input.Key, expected[$"gradient of {input.Key}"], input.Value.grad!, tolerance));
    }

    [Theory]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.Float64, true)]
    public void Steps_FollowTheSequence(ScalarType dtype, bool hasTerms)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        random.manual_seed(5);
        var sample = ScanSample.Random(2, 30, 21, 19, hasTerms).To(dtype);
        var (y, last) = sample.Run();
        var state = hasTerms ? sample["initial"].clone() : zeros([2, 21, 19], dtype);

        for (long t = 0; t < 30; t++)
        {
            Tensor At(string name) => sample[name].select(1, t);
            var terms = sample.Terms() with { Z = hasTerms ? At("z") : null };
            var output = SelectiveScan.Step(At("u"), At("delta"), sample["a"], At("b"), At("c"), state, terms);
            Closeness.Require($"y {t}", y.select(1, t), output, 1e-5);
        }

        Closeness.Require("last", last, state, 1e-5);
    }

    [Fact]
    public void Step_InEveryRegisterLength_AgreesWithSeparateOperators()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        random.manual_seed(12);
        var sample = ScanSample.Random(2, 1, 21, 19);
        Tensor At(string name) => sample[name].select(1, 0).contiguous();
        ScanInputs Inputs() => new(
            At("u"), At("delta"), sample["a"], At("b"), At("c"), sample.Terms() with { Z = At("z") },
            sample["initial"].clone());
        var expected = Inputs();
        var y = ScanComposition.Step(expected);

        foreach (var kernels in FusedKernels.Supported)
        {
            var found = Inputs();
            Closeness.Require("y", y, kernels.Step(found), 1e-5);
            Closeness.Require("state", expected.State!, found.State!, 1e-5);
        }
    }

    [Fact]
    public void Step_WritesAStateOfAnyStrides()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(6);
        var sample = ScanSample.Random(1, 1, 5, 4);
        var (dense, turned) = (zeros(1, 5, 4), zeros(1, 4, 5).transpose(1, 2));

        foreach (var state in (Tensor[])[dense, turned])
        {
            Tensor At(string name) => sample[name].select(1, 0);
            SelectiveScan.Step(At("u"), At("delta"), sample["a"], At("b"), At("c"), state);
        }

        Closeness.Require("state", dense, turned, 1e-6);
        Assert.True(dense.abs().min().item<float>() > 0);
    }

    [Fact]
    public void Results_HaveTheSameBitsForAnyNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        var sample = ScanSample.Random(3, 150, 200, 7);
        int before = get_num_threads();
        try
        {
            IReadOnlyDictionary<string, Tensor>[] runs = [.. new[] { 1, 2, 3, 1 }.Select(threads =>
            {
                set_num_threads(threads);
                return sample.To(ScalarType.Float32).Differentiate();
            })];
            Assert.All(runs[1..], run => Assert.All(
                run, result => Closeness.RequireEqual(result.Key, runs[0][result.Key], result.Value)));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void StridedInputs_GiveTheSame()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(8);
        var sample = ScanSample.Random(2, 20, 6, 4);
        var expected = sample.To(ScalarType.Float32).Differentiate();

        var turned = sample.Inputs.ToDictionary(input => input.Key, input => Turned(input.Value).requires_grad_());
        var found = (sample with { Inputs = turned }).Differentiate();

        Assert.All(expected, result => Closeness.RequireEqual(
            result.Key, result.Value, found[result.Key].contiguous()));

        static Tensor Turned(Tensor x) => x.ndim < 2 ? x : x.transpose(0, -1).contiguous().transpose(0, -1);
    }

    [Fact]
    public void RowsSharedByAllChannels_GetTheSumOfTheirGradients()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(9);
        var sample = ScanSample.Random(1, 20, 18, 4).To(ScalarType.Float32);
        var row = sample["a"].detach()[0].clone().requires_grad_();
        var shared = sample.With("a", row.unsqueeze(0).expand(18, 4));
        var each = sample.With("a", row.detach().unsqueeze(0).repeat(18, 1).requires_grad_());

        (shared.Run().Y * sample.W).sum().backward();
        (each.Run().Y * sample.W).sum().backward();

        Closeness.Require("a", each["a"].grad!.sum(dim: 0), row.grad!, 1e-6);
    }

    [Fact]
    public void WideArguments_StayFinite()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(10);
        var sample = ScanSample.Random(1, 40, 16, 4);
        sample["delta"].mul_(100); // softplus(x) = x and decays of 0, or steps of 0
        sample["z"].mul_(50);

        var found = sample.To(ScalarType.Float32).Differentiate();
        var expected = sample.To(ScalarType.Float64).Differentiate();

        Assert.All(expected.Keys, name => Closeness.Require(name, expected[name], found[name], Tolerance));
    }

    [Fact]
    public void NotANumber_StaysInItsSequenceAndAfterIt()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(11);
        var sample = ScanSample.Random(2, 12, 4, 3);
        sample["delta"][0, 5, 2] = tensor(float.NaN);

        var bad = sample.Run().Y.isfinite().logical_not();

        Assert.True(bad[0, 5.., 2].all().item<bool>());
        Assert.Equal(7, bad.sum().item<long>());
    }

    [Fact]
    public void Decay_EndsAtZeroRatherThanAmongSubnormalNumbers()
    {
        using var scope = NewDisposeScope();
        const long Length = 12_000; // 0.99^12000 = 4e-53
        var (pulse, step) = (zeros(1, Length, 1), full([1, Length, 1], 0.01005034f));
        pulse[0, 0, 0] = tensor(1f);
        var (a, weights) = (-ones(1, 1), ones(1, Length, 1));
        pulse.requires_grad_();

        var (y, last) = SelectiveScan.Run(pulse, step, a, weights, weights);
        y[0, Length - 1, 0].backward();
        var state = ones(1, 1, 1);
        for (int t = 0; t < Length; t++)
        {
            using var frame = NewDisposeScope();
            SelectiveScan.Step(zeros(1, 1), step[0, ..1], a, ones(1, 1), ones(1, 1), state);
        }

        Assert.Equal(0, last.item<float>());
        Assert.Equal(0, pulse.grad![0, 0, 0].item<float>());
        Assert.Equal(0, state.item<float>());
        Assert.InRange(y[0, 5000, 0].item<float>() / (0.01005034 * Math.Pow(0.99, 5000)), 0.999, 1.001);
    }

    [Fact]
    public void KeptStates_AreOneOfSixtyFour()
    {
        using var scope = NewDisposeScope();
        var sample = ScanSample.Random(1, 256, 32, 4, hasTerms: false);
        var inputs = new ScanInputs(
            sample["u"], sample["delta"], sample["a"], sample["b"], sample["c"], SelectiveScanTerms.None, State: null);

        Assert.All(FusedKernels.Supported, kernels => Assert.Equal(
            256 * 32 * 4 / 64, kernels.Scan(inputs, isRecorded: true).Kept!.NumberOfElements));
    }

    [Fact]
    public void SecondDerivatives_AreRefusedInFloat32AndComputedInFloat64()
    {
        using var scope = NewDisposeScope();
        var sample = ScanSample.Random(1, 4, 3, 2);
        var exact = sample.To(ScalarType.Float64);
        var first = autograd.grad(
            [exact.Run().Y.square().sum()], [exact["u"]], retain_graph: true, create_graph: true)[0];
        Assert.True(autograd.grad([first.square().sum()], [exact["u"]])[0].isfinite().all().item<bool>());

        var single = sample.To(ScalarType.Float32);
        var error = Assert.Throws<NotSupportedException>(
            () => autograd.grad([single.Run().Y.square().sum()], [single["u"]], create_graph: true));

        Assert.Equal(
            "Expected a first derivative of the selective scan in float32 on the CPU, got create_graph; second "
            + "derivatives are computed in float64.",
            error.Message);
    }

    [Fact]
    public void ForwardBackwardAndSteps_LeaveNoTensors()
    {
        using var outer = NewDisposeScope();
        var sample = ScanSample.Random(1, 70, 5, 3).To(ScalarType.Float32);
        var state = zeros(1, 5, 3);
        Pass();
        using var ledger = TensorLedger.Start();
        for (int i = 0; i < 5; i++)
        {
            Pass();
        }

        ledger.RequireBalanced();

        void Pass()
        {
            var (y, last) = sample.Run();
            using (var sum = y.sum())
            {
                sum.backward();
            }

            y.Dispose();
            last.Dispose();
            foreach (var input in sample.Inputs.Values)
            {
                input.grad = null;
            }

            using var scope = NewDisposeScope();
            Tensor At(string name) => sample[name].select(1, 0);
            SelectiveScan.Step(At("u"), At("delta"), sample["a"], At("b"), At("c"), state);
        }
    }
}
