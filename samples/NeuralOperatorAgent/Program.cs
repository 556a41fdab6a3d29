using NeuralOperatorAgent;

return AgentTool.Run(args, Console.Out, Console.Error);
