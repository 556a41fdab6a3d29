using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>
    /// A tensor that a module learns. Takes the tensor's handle over: the tensor given becomes invalid.
    /// </summary>
    public class Parameter : torch.Tensor
    {
        public Parameter(torch.Tensor data, bool requires_grad = true)
            : base(data.requires_grad_(requires_grad).TakeHandle())
        {
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
