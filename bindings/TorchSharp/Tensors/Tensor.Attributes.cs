using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {

        public ScalarType dtype => (ScalarType)Facts().ScalarType;

        public Device device
        {
            get
            {
                TensorInfo facts = Facts();
                return new Device((DeviceType)facts.DeviceType, facts.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Facts().DeviceType;

        public int device_index => Facts().DeviceIndex;

        public long Dimensions => Facts().Dimensions;

        public long ndim => Facts().Dimensions;

        public long dim() => Facts().Dimensions;

        public long NumberOfElements => Facts().Elements;

        public long numel() => Facts().Elements;

        public long ElementSize => Facts().ElementSize;

        public long storage_offset() => Facts().StorageOffset;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public unsafe long[] shape
        {
            get
            {
                TensorInfo facts = Facts();
                long[] sizes = new Span<long>(facts.Sizes, (int)facts.Dimensions).ToArray();
                GC.KeepAlive(this);
                return sizes;
            }
        }

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            TensorInfo facts = Facts();
            long index = dim < 0 ? dim + facts.Dimensions : dim;
            if (index < 0 || index >= facts.Dimensions)
            {
                throw new IndexOutOfRangeException(
                    $"Dimension {dim} is out of range for a tensor with {facts.Dimensions} dimensions.");
            }
            long size = facts.Sizes[index];
            GC.KeepAlive(this);
            return size;
        }

        public unsafe long[] stride()
        {
            TensorInfo facts = Facts();
            long[] strides = new Span<long>(facts.Strides, (int)facts.Dimensions).ToArray();
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)ndim : dim];

        public bool is_leaf
        {
            get
            {
                NativeMethods.Check(NativeMethods.no_tensor_is_leaf(Handle, out int leaf));
                GC.KeepAlive(this);
                return leaf != 0;
            }
        }

        public bool requires_grad
        {
            get
            {
                NativeMethods.Check(NativeMethods.no_tensor_requires_grad(Handle, out int required));
                GC.KeepAlive(this);
                return required != 0;
            }

            set
            {
                NativeMethods.Check(NativeMethods.no_tensor_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        /// <summary>The accumulated gradient, a new wrapper at each read, or null.</summary>
        public Tensor? grad
        {
            get
            {
                NativeMethods.Check(NativeMethods.no_tensor_grad(Handle, out IntPtr gradient));
                GC.KeepAlive(this);
                return gradient == IntPtr.Zero ? null : new Tensor(gradient);
            }

            set
            {
                NativeMethods.Check(NativeMethods.no_tensor_set_grad(Handle, value?.Handle ?? IntPtr.Zero));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public void backward() => autograd.backward([this]);

        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public override string ToString() => IsInvalid
            ? "[disposed]"
            : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        private TensorInfo Facts()
        {
            NativeMethods.Check(NativeMethods.no_tensor_info(Handle, out TensorInfo info));
            GC.KeepAlive(this);
            return info;
        }
    }

    public static bool is_floating_point(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16
        or ScalarType.Float32 or ScalarType.Float64;

    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

}
