using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator NormalOp = new("aten::normal_", "self mean std generator");
        private static readonly Operator UniformOp = new("aten::uniform_", "self from to generator");

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            NormalOp.InPlace(this, mean, std, generator);

        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            UniformOp.InPlace(this, from, to, generator);
    }
}
