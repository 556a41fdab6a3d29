using PhysicsMotion;

return MotionTool.Run(args, Console.Out, Console.Error);
