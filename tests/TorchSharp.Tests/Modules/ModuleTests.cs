using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Tests;

/// <summary>Registration, names, state, moves and hooks of modules.</summary>
public sealed class ModuleTests
{
    private class Inner : Module<Tensor, Tensor>
    {
        private readonly Linear head = Linear(2, 2);

        public Inner()
            : base(nameof(Inner)) => RegisterComponents();

        public override Tensor forward(Tensor input) => head.call(input);
    }

    private sealed class Outer : Inner
    {
        [ComponentName(Name = "A_log")]
        private readonly Parameter aLog = Parameter(ones([2]));
        private readonly Parameter scale = Parameter(ones([2]));
        private readonly Inner inner = new();
        private readonly Tensor offset = zeros([2]);
        private readonly Tensor counter = zeros([1], dtype: ScalarType.Int64);
        private readonly ModuleList<Linear> layers = ModuleList(Linear(2, 2), Linear(2, 2, hasBias: false));
        private readonly ModuleDict<Module> byName = ModuleDict(("gate", (Module)Linear(2, 1)));
        private readonly Parameter? absent;
        private readonly List<Linear> unseen = [Linear(1, 1)];

        public Outer(Parameter? absent = null)
        {
            this.absent = absent;
            RegisterComponents();
            register_buffer("cache", ones([3]), persistent: false);
        }

        public Parameter Scale => scale;

        public Tensor Offset => offset;

        public bool Unused => absent is null && unseen.Count == 1;

        public override Tensor forward(Tensor input) => (base.forward(inner.call(input)) * scale) + offset + aLog;
    }

    // The base constructor registers first, when the derived fields are already set by their initialisers.
    private static readonly string[] Keys =
    [
        "A_log", "scale", "inner.head.weight", "inner.head.bias", "layers.0.weight", "layers.0.bias", "layers.1.weight",
        "byName.gate.weight", "byName.gate.bias", "head.weight", "head.bias", "offset", "counter",
    ];

    [Fact]
    public void RegisterComponents_WalksFields_DerivedTypeFirst()
    {
        using var module = new Outer();
        Assert.Equal(Keys, module.state_dict().Keys);
        Assert.Equal(["inner", "layers", "byName", "head"], module.named_children().Select(child => child.name));
        Assert.Equal(
            ["inner", "layers", "byName", "head", "inner.head", "layers.0", "layers.1", "byName.gate"],
            module.named_modules().Select(found => found.name));
        Assert.True(module.Unused);
    }

    [Fact]
    public void Parameters_WithoutRegistration_AreEmpty()
    {
        using var module = new Unregistered();
        Assert.Empty(module.parameters());
    }

    private sealed class Unregistered() : Module<Tensor, Tensor>(nameof(Unregistered))
    {
        private readonly Linear head = Linear(1, 1);

        public override Tensor forward(Tensor input) => head.call(input);
    }

    [Fact]
    public void Parameter_TakesTheHandle()
    {
        Tensor data = ones([2]);
        using Parameter parameter = Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.True(parameter.is_leaf);
    }

    [Fact]
    public void RegisteredParameters_OutliveTheScopeThatMadeThem()
    {
        Outer module;
        using (NewDisposeScope())
        {
            module = new Outer();
        }
        using (module)
        {
            Assert.Equal(Keys, module.state_dict().Keys);
            Assert.False(module.Scale.IsInvalid);
        }
    }

    [Fact]
    public void Registration_RefusesBadAndTakenNames()
    {
        using var module = new Outer();
        using Parameter parameter = Parameter(ones([1]));
        Assert.Equal(
            "Expected a name that is not empty and has no '.', got 'a.b'. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => module.register_module("a.b", new Inner())).Message);
        Assert.Equal(
            "Sub-module inner is already registered.",
            Assert.Throws<InvalidOperationException>(() => module.register_module("inner", new Inner())).Message);
        Assert.Equal(
            "Parameter scale is already registered.",
            Assert.Throws<InvalidOperationException>(() => module.register_parameter("scale", parameter)).Message);
        Assert.Equal(
            "ReLU has no parameters or buffers: register_parameter is not available on it.",
            Assert.Throws<InvalidOperationException>(() => ReLU().register_parameter("p", parameter)).Message);
    }

    [Fact]
    public void To_KeepsFieldsAndBuffers_AndIntegerTypes()
    {
        using var module = new Outer();
        Parameter before = module.Scale;
        module.Scale.grad = ones([2]);
        Assert.Same(module, module.to(ScalarType.Float64));
        Assert.Same(before, module.Scale);
        Assert.Same(before, module.get_parameter("scale"));
        Assert.Equal(ScalarType.Float64, module.Scale.dtype);
        Assert.Equal(ScalarType.Float64, module.Scale.grad!.dtype);
        Assert.True(module.Scale.requires_grad);
        Assert.Equal(ScalarType.Float64, module.Offset.dtype);
        Assert.Equal(ScalarType.Float64, module.get_buffer("cache")!.dtype);
        Assert.Equal(ScalarType.Int64, module.get_buffer("counter")!.dtype);
        Assert.Equal(ScalarType.Float64, module.get_parameter("A_log")!.dtype);
        Assert.Equal(ScalarType.Float64, module.get_parameter("byName.gate.weight")!.dtype);
        using Tensor x = ones([1, 2], dtype: ScalarType.Float64);
        using Tensor y = module.call(x);
        Assert.Equal(ScalarType.Float64, y.dtype);
        Assert.Equal(
            "A module takes floating-point or complex types, got Int32. (Parameter 'dtype')",
            Assert.Throws<ArgumentException>(() => module.to(ScalarType.Int32)).Message);
    }

    [Fact]
    public void To_InAScope_LeavesTheModuleWholeAndNothingElse()
    {
        using var module = new Outer();
        long before = LiveTensors.Settled();
        using (NewDisposeScope())
        {
            module.to(ScalarType.Float64).to(ScalarType.Float32);
        }
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(Keys, module.state_dict().Keys);
    }

    [Fact]
    public void NamedParameters_ListTiedWeightsOnce()
    {
        using var first = Linear(2, 2);
        using var second = Linear(first.weight, first.bias);
        using var both = Sequential(("a", (Module<Tensor, Tensor>)first), ("b", second));
        Assert.Equal(["a.weight", "a.bias"], both.named_parameters().Select(found => found.name));
        both.to(ScalarType.Float64);
        Assert.Same(first.weight, second.weight);
        Assert.Equal(ScalarType.Float64, second.weight.dtype);
    }

    [Fact]
    public void TrainAndEval_ReachAllDescendants()
    {
        using var module = new Outer();
        Assert.All(module.modules(), child => Assert.True(child.training));
        module.eval();
        Assert.False(module.training);
        Assert.All(module.modules(), child => Assert.False(child.training));
    }

    [Fact]
    public void Apply_VisitsChildrenBeforeParents()
    {
        using var module = Sequential(Linear(1, 1), Sequential(ReLU()));
        var names = new List<string>();
        module.apply(visited => names.Add(visited.GetName()));
        Assert.Equal(["Linear", "ReLU", "Sequential", "Sequential"], names);
    }

    [Fact]
    public void Hooks_RunOnCall_AndMayReplace()
    {
        using DisposeScope scope = NewDisposeScope();
        using var module = Identity();
        var remover = module.register_forward_pre_hook((_, input) => input + 1);
        module.register_forward_hook((_, input, output) => output * 10);
        int plain = 0;
        module.register_forward_hook((Action<Module>)(_ => plain++));
        using Tensor x = tensor(2f);
        Assert.Equal(30, module.call(x).ToSingle());
        Assert.Equal(2, module.forward(x).ToSingle());
        remover.remove();
        Assert.Equal(20, module.call(x).ToSingle());
        Assert.Equal(2, plain);
    }

    [Fact]
    public void Sequential_DisposesIntermediates_AndSlices()
    {
        using var module = Sequential(Linear(2, 3), ReLU(), Identity(), Linear(3, 1));
        using Tensor x = ones([1, 2]);
        long before = LiveTensors.Settled();
        using (NewDisposeScope())
        {
            module.call(x);
        }
        Assert.Equal(before, Tensor.TotalCount);
        using (no_grad())
        {
            Tensor y = module.call(x);
            Assert.Equal(before + 1, Tensor.TotalCount);
            y.Dispose();
        }
        Assert.Equal(["1", "2"], module[1..3].named_children().Select(child => child.name));
        Assert.Empty(module.named_parameters(recurse: false));
        using Tensor same = Sequential().call(x);
        Assert.True(same.allclose(x, 0, 0));
    }
}
