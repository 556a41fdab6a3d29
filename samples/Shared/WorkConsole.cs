using System.Diagnostics;
using Spectre.Console;

namespace NeuralOps.Samples;

/// <summary>Shows how far a piece of work is: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal static class WorkConsole
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    /// <summary>Does work that reports how many of its parts are done.</summary>
    public static T Show<T>(IAnsiConsole console, string title, int parts, Func<Action<int>, T> work)
    {
        if (console.Profile.Capabilities is { Interactive: true, Ansi: true })
        {
            return console.Progress().Start(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: parts);
                return work(done => task.Value = done);
            });
        }

        long last = Stopwatch.GetTimestamp();
        return work(done =>
        {
            if (done == parts || Stopwatch.GetElapsedTime(last) >= LineEvery)
            {
                last = Stopwatch.GetTimestamp();
                console.Profile.Out.Writer.WriteLine($"{title}  {done} of {parts}");
            }
        });
    }
}
