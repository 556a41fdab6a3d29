using NeuralOps.Native;

namespace NeuralOps.Core.Tests;

public class ParallelismTests
{
    public static TheoryData<string> Loops => ["Parallelism", "managed", "native"];

    [Theory]
    [MemberData(nameof(Loops))]
    public void Ranges_CoverEveryIndexOnce(string name)
    {
        foreach (var (begin, end, grain) in ((long, long, long)[])[(0, 1000, 1), (5, 6, 10), (3, 100, 40)])
        {
            var visits = new int[end];
            Loop(name)(begin, end, grain, (first, last) =>
            {
                for (var i = first; i < last; i++)
                {
                    Interlocked.Increment(ref visits[i]);
                }
            });
            Assert.Equal(Enumerable.Range(0, (int)end).Select(i => i < begin ? 0 : 1), visits);
        }
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public void ExceptionOfABody_ReachesTheCaller(string name) =>
        Assert.Equal("seven", Assert.Throws<InvalidDataException>(() => Loop(name)(0, 8, 1, (first, last) =>
        {
            if (last > 7)
            {
                throw new InvalidDataException("seven");
            }
        })).Message);

    [Fact]
    public void EmptyRange_CallsNothing() => Parallelism.For(4, 4, 1, (_, _) => Assert.Fail("called"));

    [Fact]
    public void GrainOfNone_IsRefused() => Assert.Equal(
        "grain ('0') must be a non-negative and non-zero value. (Parameter 'grain')\nActual value was 0.",
        Assert.Throws<ArgumentOutOfRangeException>(() => Parallelism.For(0, 1, 0, (_, _) => { })).Message);

    private static Action<long, long, long, Action<long, long>> Loop(string name) => name switch
    {
        "managed" => Parallelism.Managed,
        "native" => NativeParallel.For,
        _ => Parallelism.For,
    };
}
