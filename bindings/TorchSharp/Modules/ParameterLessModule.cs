namespace TorchSharp.Modules;

/// <summary>A module without parameters and buffers; moving it does nothing.</summary>
public abstract class ParameterLessModule<T, TResult> : torch.nn.Module<T, TResult>
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    public override void register_parameter(string name, Parameter param) => throw Refused(nameof(register_parameter));

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) =>
        throw Refused(nameof(register_buffer));

    protected override void _toEpilog(torch.ScalarType? dtype, torch.Device? device, bool non_blocking)
    {
    }

    private InvalidOperationException Refused(string what) =>
        new($"{GetName()} has no parameters or buffers: {what} is not available on it.");
}
