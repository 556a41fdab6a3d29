using NeuralOps.Tests;

namespace NeuralOps.Core.Tests;

public sealed class PytorchRefusalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, byte[], string> Calls { get; } = new()
    {
        { "REDUCE", new PickleBytes().Global("os", "system").Op("(").Text("id").Op("tR").End(), "os.system" },
        { "posix", new PickleBytes().Global("posix", "system").Text("id").Raw(0x85).Op("R").End(), "posix.system" },
        { "eval", new PickleBytes().Global("builtins", "eval").Text("1").Raw(0x85).Op("R").End(), "builtins.eval" },
        {
            "python 2", new PickleBytes().Global("__builtin__", "eval").Text("1").Raw(0x85).Op("R").End(),
            "__builtin__.eval"
        },
        { "getattr", new PickleBytes().Global("builtins", "getattr").Op(")R").End(), "builtins.getattr" },
        {
            "STACK_GLOBAL", new PickleBytes().Text("os").Text("system").Raw(0x93).Text("id").Raw(0x85).Op("R").End(),
            "os.system"
        },
        { "INST", new PickleBytes().Op("(").Text("id").Op("ios\nsystem\n").End(), "os.system" },
        { "OBJ", new PickleBytes().Op("(").Global("os", "system").Text("id").Op("o").End(), "os.system" },
        {
            "memo", new PickleBytes().Global("os", "system").Op("q\u0001").Op("0").Op("h\u0001").Text("id").Raw(0x85)
                .Op("R").End(),
            "os.system"
        },
        {
            "in a state", new PickleBytes().Global("a", "B").Op(")").Raw(0x81).Global("os", "system").Text("id")
                .Raw(0x85).Op("Rb").End(),
            "os.system"
        },
        { "an object", new PickleBytes().Global("a", "B").Op(")").Raw(0x81).Op(")R").End(), "a.B" },
        { "a method", new PickleBytes().Global("torch.hub", "load").Op(")R").End(), "torch.hub.load" },
        { "dotted", new PickleBytes().Global("torch", "Size.__new__").Op(")R").End(), "torch.Size.__new__" },
        { "no class", new PickleBytes().Text("os.system").Op(")R").End(), "a plain value" },
    };

    public static TheoryData<byte[], string> Broken { get; } = new()
    {
        { new PickleBytes().Op("b").End(), "an empty stack" },
        { new PickleBytes().Op("NNb").End(), "refused to set the state of a plain value" },
        { new PickleBytes().Global("os", "environ").Op("}b").End(), "refused to set the state of os.environ" },
        { new PickleBytes().Op("t").End(), "no mark on the stack" },
        { new PickleBytes().Op("(").Op("0").End(), "an empty stack" },
        { new PickleBytes().Op("h\u0007").End(), "no memo 7" },
        { new PickleBytes().Op("NNa").End(), "items for something that is no list" },
        { new PickleBytes().Op("NNNs").End(), "entries for something that is no dictionary" },
        { new PickleBytes().Op("}NNs").End(), "None as a key" },
        { new PickleBytes().Op("}(Nu").End(), "a key without a value" },
        {
            new PickleBytes().Op("X").Raw(0xFF, 0xFF, 0xFF, 0x7F).End(),
            "a value of 2147483647 bytes, with 1 bytes left"
        },
        {
            new PickleBytes().Raw(0x8E, 0, 0, 0, 0, 0, 0, 0, 0x80).End(),
            "a value of 9223372036854775808 bytes, with 1 bytes left"
        },
        { new PickleBytes().Op("X").Raw(1, 0, 0, 0, 0xFF).End(), "a string that is not UTF-8" },
        { new PickleBytes().Raw(0x82, 1).End(), "the opcode 0x82, which is no part of a PyTorch file" },
        { new PickleBytes().Raw(0x97).End(), "the opcode 0x97, which is no part of a PyTorch file" },
        { new PickleBytes().Op("L" + new string('9', 5000) + "L\n").End(), "a line that is no whole number" },
        { new PickleBytes().Op("NQ").End(), "a persistent id that is no storage" },
        {
            new PickleBytes().Storage("QInt8Storage", "0", 1).End(),
            "a storage torch.QInt8Storage, whose dtype has no counterpart"
        },
        { new PickleBytes().Storage("FloatStorage", "0", -1).End(), "a persistent id that is no storage" },
        {
            new PickleBytes().Tensor("0", 2, 1, 2, 1).End(),
            "a tensor [2] with strides [1] at 1, beyond the 2 elements of its storage"
        },
        {
            new PickleBytes().Tensor("0", 2, 0, 2, 2).End(),
            "a tensor [2] with strides [2] at 0, beyond the 2 elements of its storage"
        },
        {
            new PickleBytes().Tensor("0", 2, 0, long.MaxValue, long.MaxValue).End(),
            "a tensor [9223372036854775807] with strides [9223372036854775807] at 0, beyond the 2 elements of its "
            + "storage"
        },
        { new PickleBytes().Tensor("0", 2, 0, -1, 1).End(), "arguments that do not fit a shape" },
        { new PickleBytes().Tensor("0", 2, -1, 1, 1).End(), "arguments that do not fit a tensor" },
        {
            new PickleBytes().Tensor("0", 3, 0, 1, 1).End(),
            "a storage of 3 elements of 4 bytes, with 8 bytes in 'archive/data/0'"
        },
        {
            new PickleBytes().Tensor("0", long.MaxValue, 0, 1, 1).End(),
            "a storage of 9223372036854775807 elements of 4 bytes, with 8 bytes in 'archive/data/0'"
        },
        { new PickleBytes().Tensor("../0", 2, 0, 1, 1).End(), "no entry 'archive/data/../0'" },
        { PickleBytes.IntegerParameter(), "a tensor of Int64 that requires a gradient" },
        {
            new PickleBytes().Global("torch", "device").Text("cuda:x").Raw(0x85).Op("R").End(),
            "arguments that do not fit torch.device"
        },
        { CopyBomb(), "calls that copy more than the pickle holds" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Read_OfACallOutsideTheList_RefusesItByName(string kind, byte[] pickle, string function)
    {
        Assert.NotEmpty(kind);
        AssertRefused(PickleBytes.Zip(pickle), $"refused to call {function}: only tensors and plain values are read");
        AssertRefused(
            PickleBytes.Legacy(pickle), $"refused to call {function}: only tensors and plain values are read");
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_OfABrokenPickle_SaysWhatIsWrong(byte[] pickle, string message) =>
        AssertRefused(PickleBytes.Zip(pickle, ("data/0", new byte[8])), message);

    [Theory]
    [InlineData("broken.pt", "no PyTorch file (an empty stack)")]
    [InlineData(
        "tar_float32.tar", "a tar archive of PyTorch before 0.4, which is not read; load and save it with PyTorch")]
    [InlineData(
        "tar_multi_dtype.tar", "a tar archive of PyTorch before 0.4, which is not read; load and save it with PyTorch")]
    [InlineData("expected.json", "no PyTorch file (the opcode 0x7b, which is no part of a PyTorch file)")]
    public void Read_OfOtherFiles_SaysWhatTheyAre(string name, string message)
    {
        string path = Fixtures.PathOf("pt", name);

        var error = Assert.Throws<InvalidDataException>(() => PytorchFile.Read(path));

        Assert.Equal($"{path}: {message}", error.Message);
    }

    [Fact]
    public void Read_OfATorchScriptProgram_IsRefused() => AssertRefused(
        PickleBytes.Zip(new PickleBytes().Op("N").End(), ("constants.pkl", [])),
        "a TorchScript program, which is not read; save the state dict instead");

    [Fact]
    public void Read_OfBigEndianStorages_IsRefused() => AssertRefused(
        PickleBytes.Zip(new PickleBytes().Op("N").End(), ("byteorder", "big"u8.ToArray())),
        "big-endian storages, which are not read");

    [Fact]
    public void Read_OfADeclaredLengthThatTheBytesCannotHold_IsRefusedBeforeAllocation()
    {
        const uint Declared = 3_000_000_000;
        byte[] pickle = new PickleBytes().Tensor("0", Declared / 4, 0, 1, 1).End();
        byte[] zip = PickleBytes.Zip(pickle, ("data/0", new byte[8]));
        int directory = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(zip.AsSpan(directory + 24), Declared);

        AssertRefused(zip, "8 compressed bytes in 'archive/data/0', which cannot hold the declared 3000000000");
    }

    [Theory]
    [InlineData(40, "more than 1000000 entries")]
    [InlineData(100, "no tensor at 'a.a.a.a.")]
    public void Read_OfNestedReferences_DoesNotGrow(byte levels, string fault)
    {
        var pickle = new PickleBytes().Op("}");
        for (byte level = 0; level < levels; level++)
        {
            pickle.Raw((byte)'q', level).Op("}(").Text("a").Raw((byte)'h', level).Text("b").Raw((byte)'h', level)
                .Op("u");
        }

        string path = folder.Write("bomb.pt", PickleBytes.Zip(pickle.End()));

        Assert.NotNull(PytorchFile.Read(path));
        var error = Assert.Throws<InvalidDataException>(() => PytorchFile.ReadStateDict(path));
        Assert.StartsWith($"{path}: expected weights, found {fault}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfEveryTruncation_IsRefusedWithoutLeak()
    {
        using var ledger = TensorLedger.Start();
        foreach (string name in (string[])["tensor_types.pt", "tensor_types_legacy.pt"])
        {
            byte[] whole = File.ReadAllBytes(Fixtures.PathOf("golden", "G5.5-pytorch-checkpoint", name));
            for (int length = 0; length < whole.Length; length += 7)
            {
                string path = folder.Write("cut.pt", whole.AsSpan(0, length));
                var error = Assert.Throws<InvalidDataException>(() => PytorchFile.Read(path));
                Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
            }
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Read_OfDamagedBytes_GivesAValueOrOneKindOfError()
    {
        var random = new RandomStream(1, "damage");
        foreach (string name in (string[])["tensor_types.pt", "tensor_types_legacy.pt", "checkpoint_with_object.pt"])
        {
            byte[] whole = File.ReadAllBytes(Fixtures.PathOf("golden", "G5.5-pytorch-checkpoint", name));
            for (int trial = 0; trial < 300; trial++)
            {
                byte[] damaged = [.. whole];
                damaged[random.NextInt(whole.Length)] = (byte)random.NextInt(256);
                damaged[random.NextInt(whole.Length)] = (byte)random.NextInt(256);
                string path = folder.Write("damaged.pt", damaged);
                using var scope = TorchSharp.torch.NewDisposeScope();
                Exception? error = Record.Exception(() => PytorchFile.Read(path));
                Assert.True(error is null or InvalidDataException, $"trial {trial} of {name}: {error}");
            }
        }
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A set of 1,000 numbers, made 1,000 times from one memoised list.</summary>
    private static byte[] CopyBomb()
    {
        var pickle = new PickleBytes().Op("](");
        for (int i = 0; i < 1000; i++)
        {
            pickle.Op("M").Raw((byte)i, (byte)(i >> 8));
        }

        pickle.Op("e").Op("q\u0001").Global("builtins", "set").Op("q\u0002");
        for (int i = 0; i < 1000; i++)
        {
            pickle.Op("h\u0002h\u0001").Raw(0x85).Op("R");
        }

        return pickle.End();
    }

    private void AssertRefused(byte[] content, string message)
    {
        string path = folder.Write("bad.pt", content);
        using var ledger = TensorLedger.Start();

        var error = Assert.Throws<InvalidDataException>(() => PytorchFile.Read(path));

        Assert.Equal($"{path}: {message}", error.Message);
        ledger.RequireBalanced();
    }
}
