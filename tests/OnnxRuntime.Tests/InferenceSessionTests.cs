using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace NeuralOps.Tests;

public sealed class InferenceSessionTests : IDisposable
{
    private readonly InferenceSession session = new(TinyModel.Bytes);
    private readonly RunOptions options = new();

    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }

    [Fact]
    public void Run_ByNames_ComputesTheModel()
    {
        using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3, 4, 5, 6], [2, 3]);

        using var results = session.Run(options, ["x"], [x], ["y"]);

        Assert.Equal([2, 4, 6, 8, 10, 12], results[0].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal([2, 3], results[0].GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void Run_FromFileAndDictionary_ComputesTheModel()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}-é.onnx");
        File.WriteAllBytes(path, TinyModel.Bytes);
        try
        {
            using var settings = new SessionOptions
            {
                IntraOpNumThreads = 1,
                InterOpNumThreads = 1,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                EnableCpuMemArena = false,
                EnableMemoryPattern = false,
                LogId = "tiny",
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
                OptimizedModelFilePath = path + ".optimized",
            };
            settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            settings.AddFreeDimensionOverrideByName("batch", 1);
            using var fromFile = new InferenceSession(path, settings);
            using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3], [1, 3]);

            using var results = fromFile.Run(options, new Dictionary<string, OrtValue> { ["x"] = x }, ["y"]);

            Assert.Equal([2, 4, 6], results[0].GetTensorDataAsSpan<float>().ToArray());
            Assert.Equal([1, 3], fromFile.InputMetadata["x"].Dimensions);
            Assert.True(File.Exists(path + ".optimized"));
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".optimized");
        }
    }

    [Fact]
    public void Run_IntoGivenOutput_WritesThere()
    {
        var y = new float[3];
        using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3], [1, 3]);
        using var output = OrtValue.CreateTensorValueFromMemory(y, [1, 3]);

        session.Run(options, ["x"], [x], ["y"], [output]);

        Assert.Equal([2, 4, 6], y);
    }

    [Fact]
    public void Run_WithADisposedValue_IsRefused()
    {
        using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3], [1, 3]);
        var gone = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3], [1, 3]);
        gone.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Run(options, ["x"], [gone], ["y"]));
        Assert.Throws<ObjectDisposedException>(() => session.Run(options, ["x"], [x], ["y"], [gone]));
    }

    [Fact]
    public void Metadata_TellsNamesTypesAndShapes()
    {
        var x = session.InputMetadata["x"];

        Assert.Equal(["x"], session.InputNames);
        Assert.Equal(["y"], session.OutputNames);
        Assert.True(x.IsTensor);
        Assert.Equal(typeof(float), x.ElementType);
        Assert.Equal(TensorElementType.Float, x.ElementDataType);
        Assert.Equal([-1, 3], x.Dimensions);
        Assert.Equal(["batch", ""], x.SymbolicDimensions);
        Assert.Equal([-1, 3], session.OutputMetadata["y"].Dimensions);
    }

    [Fact]
    public void ModelMetadata_HoldsWhatTheFileSays()
    {
        var metadata = session.ModelMetadata;

        Assert.Equal("by hand", metadata.ProducerName);
        Assert.Equal("tiny", metadata.GraphName);
        Assert.Equal("doubles its input", metadata.Description);
        Assert.Equal("", metadata.Domain);
        Assert.Equal(7, metadata.Version);
        Assert.Equal(new Dictionary<string, string> { ["answer"] = "42" }, metadata.CustomMetadataMap);
    }

    [Fact]
    public void Environment_TellsVersionAndProviders()
    {
        Assert.StartsWith("1.", OrtEnv.Instance().GetVersionString(), StringComparison.Ordinal);
        Assert.Contains("CPUExecutionProvider", OrtEnv.Instance().GetAvailableProviders());
    }

    [Fact]
    public void Constructor_MissingFile_SaysWhichFile()
    {
        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("/nowhere/tiny.onnx"));

        Assert.Equal(
            "[ErrorCode:NoSuchFile] Load model from /nowhere/tiny.onnx failed:Load model /nowhere/tiny.onnx failed. "
            + "File doesn't exist",
            error.Message);
    }

    [Fact]
    public void Constructor_NoModelInBytes_Refuses()
    {
        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession([1, 2, 3, 4]));

        Assert.Equal(
            "[ErrorCode:InvalidProtobuf] Failed to load model because protobuf parsing failed.", error.Message);
    }

    [Fact]
    public void Run_WrongInputName_Refuses()
    {
        using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3], [1, 3]);

        var error = Assert.Throws<OnnxRuntimeException>(() => session.Run(options, ["z"], [x], ["y"]));

        Assert.Equal("[ErrorCode:InvalidArgument] Invalid input name: z", error.Message);
    }

    [Fact]
    public void Run_WrongShape_Refuses()
    {
        using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3, 4], [1, 4]);

        var error = Assert.Throws<OnnxRuntimeException>(() => session.Run(options, ["x"], [x], ["y"]));

        Assert.StartsWith(
            "[ErrorCode:InvalidArgument] Got invalid dimensions for input: x for the following indices\n"
            + " index: 1 Got: 4 Expected: 3",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FewerValuesThanNames_Refuses()
    {
        var error = Assert.Throws<ArgumentException>(() => session.Run(options, ["x"], [], ["y"]));

        Assert.Equal("Expected 1 values, one for each name, got 0. (Parameter 'inputValues')", error.Message);
    }

    [Fact]
    public void Run_Terminated_Refuses()
    {
        using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3], [1, 3]);
        options.Terminate = true;

        Assert.Throws<OnnxRuntimeException>(() => session.Run(options, ["x"], [x], ["y"]));

        options.Terminate = false;
        session.Run(options, ["x"], [x], ["y"]).Dispose();
    }

    [Fact]
    public void Run_AfterDispose_IsAnErrorNotACrash()
    {
        using var x = OrtValue.CreateTensorValueFromMemory<float>([1, 2, 3], [1, 3]);
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Run(options, ["x"], [x], ["y"]));
    }

    [Fact]
    public void AppendExecutionProvider_NotInThisBuild_Refuses()
    {
        using var settings = new SessionOptions();

        var error = Assert.Throws<OnnxRuntimeException>(
            () => settings.AppendExecutionProvider("QNN", new Dictionary<string, string> { ["backend_path"] = "x" }));

        Assert.Contains("QNN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AppendExecutionProvider_Cuda_WorksOrSaysWhatIsMissing()
    {
        using var settings = new SessionOptions();

        var error = Record.Exception(() => settings.AppendExecutionProvider_CUDA(0));

        Assert.True(error is null or OnnxRuntimeException, error?.ToString());
        Assert.True(error is null || error.Message.StartsWith("[ErrorCode:", StringComparison.Ordinal));
    }
}
