using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Modules under names of the data's choosing, in order. (The official ModuleDict cannot be moved to another
/// dtype or device.)</summary>
internal sealed class NamedModules<T> : Module
    where T : Module
{
    private readonly T[] items;

    public NamedModules(IEnumerable<(string Name, T Module)> modules)
        : base(nameof(NamedModules<T>))
    {
        items = [.. modules.Select(Registered)];
        RegisterComponents();
    }

    public T this[int index] => items[index];

    private T Registered((string Name, T Module) entry)
    {
        register_module(entry.Name, entry.Module);
        return entry.Module;
    }
}
