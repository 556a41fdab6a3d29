using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimiser remembers of one parameter.</summary>
public abstract class OptimizerState : IDisposable
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Makes the state of a parameter that was never updated.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Copies another state's values, converted to this one's type and device.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    public abstract void to(Device device);

    public abstract void Dispose();

    private protected Tensor Zeros() => zeros_like(_parameter).requires_grad_(false).DetachFromDisposeScope();

    // The values of `source` in `target`, which is made or removed as needed.
    private protected Tensor? Load(Tensor? target, Tensor? source, string name)
    {
        if (source is null)
        {
            target?.Dispose();
            return null;
        }
        if (!source.shape.AsSpan().SequenceEqual(_parameter.shape))
        {
            throw new ArgumentException(
                $"Expected {name} of shape [{string.Join(", ", _parameter.shape)}], "
                + $"got [{string.Join(", ", source.shape)}].");
        }
        using IDisposable grad = no_grad();
        return (target ?? Zeros()).copy_(source);
    }

    private protected static Tensor? Moved(Tensor? tensor, Device device)
    {
        Tensor? moved = tensor?.to(device).DetachFromDisposeScope();
        tensor?.Dispose();
        return moved;
    }
}
