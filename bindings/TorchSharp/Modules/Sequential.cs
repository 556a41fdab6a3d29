using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Modules called one after the other; each intermediate result is disposed once it has been used.
    /// </summary>
    public class Sequential : Module<Tensor, Tensor>
    {
        private readonly List<(string Name, Module<Tensor, Tensor> Module)> steps = [];

        protected internal Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules)
            : base(nameof(Sequential)) => steps.AddRange(modules);

        protected internal Sequential(params Module<Tensor, Tensor>[] modules)
            : base(nameof(Sequential))
        {
            foreach (Module<Tensor, Tensor> module in modules)
            {
                append(module);
            }
        }

        public int Count => steps.Count;

        public IModule<Tensor, Tensor> this[int index] => steps[index].Module;

        /// <summary>A slice that shares the modules and their names.</summary>
        public Sequential this[Range index] => new([.. steps[index].Select(step => (step.Name, step.Module))]);

        public Sequential append(IModule<Tensor, Tensor> module) =>
            append(steps.Count.ToString(CultureInfo.InvariantCulture), module);

        public Sequential append(string name, IModule<Tensor, Tensor> module)
        {
            steps.Add((name, (Module<Tensor, Tensor>)module));
            return this;
        }

        public override IEnumerable<(string name, Module module)> named_children() =>
            steps.Select(step => (step.Name, (Module)step.Module));

        public override Tensor forward(Tensor input)
        {
            if (steps.Count == 0)
            {
                return input.alias();
            }
            Tensor result = input;
            foreach ((_, Module<Tensor, Tensor> module) in steps)
            {
                Tensor next = module.call(result);
                if (!ReferenceEquals(result, input) && !ReferenceEquals(result, next))
                {
                    result.Dispose();
                }
                result = next;
            }
            return result;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                new(modules);

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules.ToArray());

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                new(modules.ToArray());
        }
    }
}
