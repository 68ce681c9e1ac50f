Console.WriteLine("butaca");
